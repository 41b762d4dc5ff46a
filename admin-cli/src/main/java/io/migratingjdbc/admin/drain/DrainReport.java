package io.migratingjdbc.admin.drain;

import io.migratingjdbc.admin.output.ExitCode;
import io.migratingjdbc.admin.output.ProgressBar;
import io.migratingjdbc.admin.output.Result;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.StoreId;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TableName;
import java.time.Duration;
import java.util.List;

/**
 * How far the store that is being given up is drained.
 *
 * @param drained whether no entity is left that has not ended, and nothing that belongs to no ended one
 * @param oldest some of the entities that are left
 * @param timedOut whether this is the end of waiting in vain
 */
public record DrainReport(
        String migration,
        Phase phase,
        StoreId store,
        boolean drained,
        List<Table> tables,
        List<Entity> oldest,
        boolean timedOut)
        implements Result {

    /**
     * One table.
     *
     * @param left entities, or rows that belong to none that has ended
     * @param most the largest number that was seen since nothing new is launched in the store
     * @param ended entities that have ended and are still there
     * @param onlyHere those of them that are not in the other store, or have changed since they were evacuated
     * @param perHour by how much {@code left} becomes less; null where nobody knows
     * @param timeLeft null where nobody knows
     */
    public record Table(
            TableName table,
            TableClass tableClass,
            long left,
            long most,
            long ended,
            long onlyHere,
            Double perHour,
            Duration timeLeft) {

        String line(ProgressBar bar) {
            String name = table + ": " + TableCount.text(left) + " left";
            return left > TableCount.LIMIT
                    ? name
                    : name + "  "
                            + bar.bar(
                                    most - left,
                                    most,
                                    perHour == null ? Double.NaN : perHour / 3600,
                                    left == 0 ? null : timeLeft);
        }
    }

    @Override
    public void print(Text text) {
        text.title("Store " + store + " is being given up (" + phase + ")");
        tables.forEach(table -> text.line("  " + table.line(text.bar())));
        tables.stream()
                .filter(table -> table.ended() > 0)
                .forEach(table -> text.line("  " + table.table() + ": " + TableCount.text(table.ended())
                        + " have ended and are still there, "
                        + (table.onlyHere() == 0
                                ? "all of them also in the other store"
                                : TableCount.text(table.onlyHere()) + " of them only there: run evacuate")));
        oldest.forEach(entity -> text.line("  the oldest of " + entity.table() + ": "
                + (entity.id() == null ? "" : entity.id() + ", key ") + entity.key()));
        text.line(drained ? "Drained: no entity is left that has not ended." : "Not drained yet.");
    }

    @Override
    public ExitCode exitCode() {
        return timedOut ? ExitCode.NOT_YET : ExitCode.DONE;
    }

    DrainReport inVain() {
        return new DrainReport(migration, phase, store, drained, tables, oldest, true);
    }

    /** The lines that change while it drains. */
    List<String> lines(ProgressBar bar) {
        return tables.stream().map(table -> "  " + table.line(bar)).toList();
    }
}
