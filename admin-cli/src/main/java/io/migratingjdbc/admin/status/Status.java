package io.migratingjdbc.admin.status;

import io.migratingjdbc.admin.migration.EntityCount;
import io.migratingjdbc.admin.output.Mark;
import io.migratingjdbc.admin.output.Result;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.admin.transition.Milestones.LastVerification;
import io.migratingjdbc.admin.transition.Precondition;
import io.migratingjdbc.internal.control.HostInfo;
import io.migratingjdbc.internal.model.PendingTransition;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.StoreId;
import io.migratingjdbc.internal.replicate.Backlog.TableBacklog;
import io.migratingjdbc.internal.replicate.Divergences.Divergence;
import java.util.ArrayList;
import java.util.List;

/**
 * How far a migration is.
 *
 * @param pending null if no transition was begun
 * @param next null if there is no next phase
 * @param preconditions of the next transition
 * @param movements null in a phase in which nothing moves, or if the target cannot be reached
 * @param lastVerification null if there was none in this epoch
 */
public record Status(
        String migration,
        Phase phase,
        long epoch,
        StoreId primary,
        StoreId accepting,
        PendingTransition pending,
        List<Store> stores,
        Phase next,
        List<Precondition> preconditions,
        List<HostInfo> hosts,
        Movements movements,
        LastVerification lastVerification)
        implements Result {

    /**
     * @param status what the fence row says; unreachable, or none
     * @param entities rows of keyed and transient tables
     * @param lag null while nothing is captured
     * @param backlog immutable rows that are to be carried to the other store
     */
    public record Store(
            StoreId id,
            Role role,
            String status,
            long generation,
            List<EntityCount> entities,
            Lag lag,
            List<TableBacklog> backlog,
            List<Divergence> divergences) {}

    public boolean finalPhase() {
        return phase == Phase.COMPLETED;
    }

    @Override
    public void print(Text text) {
        text.title("Migration " + migration + ": " + phase + ", epoch " + epoch);
        text.line("  primary " + primary + ", launches go to " + accepting);
        if (pending != null) {
            text.line("  the transition to " + pending.to() + " was begun: run advance, which completes it");
        }
        stores.forEach(store -> print(text, store));
        text.title("Hosts");
        HostTable.print(text, epoch, hosts);
        if (movements != null) {
            movements.print(text);
        }
        if (lastVerification != null) {
            text.line("Last verification " + lastVerification.at() + ": " + lastVerification.result());
        }
        if (next != null && !preconditions.isEmpty()) {
            text.title("Next: " + next);
            for (Precondition each : preconditions) {
                text.mark(each.holds() ? Mark.HOLDS : Mark.DOES_NOT_HOLD, each.name());
                if (!each.holds()) {
                    text.line("         " + each.todo());
                }
            }
        }
    }

    private static void print(Text text, Store store) {
        text.title("Store " + store.id() + " (" + (store.role() == Role.INITIAL ? "initial" : "target") + "): "
                + store.status() + (store.generation() > 0 ? " since epoch " + store.generation() : ""));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("TABLE", "ENTITY ROWS"));
        store.entities().forEach(count -> rows.add(List.of(count.table().toString(), count.rowsText())));
        text.table(rows);
        if (store.lag() != null) {
            text.line("  " + store.lag().text());
        }
        store.backlog()
                .forEach(table -> text.line("  to be carried over: " + table.rows() + " rows of " + table.table()
                        + ", the oldest for " + table.oldest().toSeconds() + " s"));
        store.divergences()
                .forEach(row -> text.line("  differs: " + row.table() + " " + row.pk() + " (" + row.reason() + ")"));
    }
}
