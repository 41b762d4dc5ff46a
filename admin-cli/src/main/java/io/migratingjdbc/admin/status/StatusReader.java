package io.migratingjdbc.admin.status;

import io.migratingjdbc.admin.migration.EntityCount;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Stores.UnreachableStore;
import io.migratingjdbc.admin.status.Status.Store;
import io.migratingjdbc.admin.transition.Milestones;
import io.migratingjdbc.admin.transition.Precondition;
import io.migratingjdbc.admin.transition.PreconditionReader;
import io.migratingjdbc.admin.transition.Replication;
import io.migratingjdbc.internal.model.Fence;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.replicate.Backlog;
import io.migratingjdbc.internal.replicate.Backlog.TableBacklog;
import io.migratingjdbc.internal.replicate.Divergences;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the status; lives with a store that cannot be reached. */
public final class StatusReader {
    private static final int SHOWN_DIVERGENCES = 20;

    private final Migration migration;

    public StatusReader(Migration migration) {
        this.migration = migration;
    }

    public Status read() throws SQLException {
        MigrationView view = migration.view();
        List<Store> stores = new ArrayList<>();
        for (Role role : Role.values()) {
            stores.add(store(view, role));
        }
        boolean reachable = stores.stream().noneMatch(store -> store.status().equals("unreachable"));
        Phase next = view.phase().next().orElse(null);
        List<Precondition> preconditions =
                next == null || !reachable ? List.of() : new PreconditionReader(migration).read(view, next);
        return new Status(
                view.name(),
                view.phase(),
                view.epoch(),
                view.store(view.phase().primary()),
                view.store(view.accepting()),
                view.pending(),
                stores,
                next,
                preconditions,
                migration.hosts(),
                view.phase().twoStore() && reachable ? Movements.read(migration, view) : null,
                new Milestones(migration).lastVerification(view).orElse(null));
    }

    private Store store(MigrationView view, Role role) throws SQLException {
        try {
            Connection connection = migration.stores().connection(role);
            Optional<Fence> fence = migration.plane().fence(role).read(connection);
            Replication replication = new Replication(migration);
            boolean captures = new Backlog(migration.control()).exists(connection);
            String status = fence.map(row -> row.status().text()).orElse("no fence row");
            long generation = fence.map(Fence::generation).orElse(0L);
            if (!view.phase().twoStore() && migration.schemas(role).isEmpty()) {
                return new Store(view.store(role), role, status, generation, List.of(), null, List.of(), List.of());
            }
            List<TableBacklog> backlog = captures ? replication.backlog(role) : List.of();
            return new Store(
                    view.store(role),
                    role,
                    status,
                    generation,
                    EntityCount.of(migration, role),
                    captures && view.phase().twoStore() ? Lag.of(backlog) : null,
                    backlog,
                    captures ? new Divergences(migration.control()).list(connection, SHOWN_DIVERGENCES) : List.of());
        } catch (UnreachableStore gone) {
            return new Store(view.store(role), role, "unreachable", 0, List.of(), null, List.of(), List.of());
        }
    }
}
