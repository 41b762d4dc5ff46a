package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lets nothing of an entity change any more in a store that is given up, where some were copied to the other one: what is looked at after
 * it was closed stays so, and a host that does not know yet that the other store counts cannot write what nobody will ever see.
 *
 * <p>The triggers that note changes look at it. Closing waits for those that have written before.
 *
 * <p>Invariant: a transition that relies on it begins in the epoch in which it was closed, and it is opened only after that epoch. So
 * whoever opens it has made the transition impossible before, or fails because it was begun; and a process that wakes up late opens
 * nothing that was closed in a later epoch.
 */
public final class Seal {
    private static final String SEALED = "sealed_in";
    private static final String COPIES_COUNT = "copies_count_in";

    private final Migration migration;
    private final MigrationView view;
    private final Role role;
    private final ControlSchema control;

    private Seal(Migration migration, MigrationView view, Role role) {
        this.migration = migration;
        this.view = view;
        this.role = role;
        this.control = migration.control();
    }

    /** Closed; empty where none is needed for the transition. */
    static Optional<Seal> close(Migration migration, MigrationView view, Phase to) throws SQLException {
        Optional<Role> released = view.phase().draining().filter(role -> !to.twoStore());
        if (released.isEmpty() || view.copiesSince().get(released.get().other()) == 0) {
            return Optional.empty();
        }
        Seal seal = new Seal(migration, view, released.get());
        seal.closeGivenUp();
        return Optional.of(seal);
    }

    /**
     * Opens it where the migration did not end, or turned back.
     *
     * @return the record now: of another epoch if it was closed
     * @throws SQLException 0A000 if a transition was begun meanwhile
     */
    public static MigrationView open(Migration migration, MigrationView view) throws SQLException {
        if (!view.phase().twoStore() || view.pending() != null) {
            return view;
        }
        MigrationView now = view;
        for (Role role : Role.values()) {
            if (view.copiesSince().get(role.other()) > 0 && new Seal(migration, now, role).isClosed()) {
                now = supersede(migration, now);
                new Seal(migration, now, role).openAfterwards();
            }
        }
        return now;
    }

    private static MigrationView supersede(Migration migration, MigrationView view) throws SQLException {
        try (Connection connection = migration.plane().metadata().open()) {
            return migration.plane().record().supersede(connection, view);
        }
    }

    /** That of an earlier migration; in the caller's transaction. */
    static void forget(Connection inTransaction, ControlSchema control) throws SQLException {
        try (PreparedStatement statement = inTransaction.prepareStatement("UPDATE " + control.evacuation() + " SET "
                + SEALED + " = NULL, " + COPIES_COUNT + " = NULL WHERE migration = ?")) {
            Sql.bind(statement, control.migration());
            statement.executeUpdate();
        }
    }

    /** Before hosts may come to know that the other store counts alone, copies become rows like any others there. */
    void keepCopies() throws SQLException {
        new GuardedChange(migration, view).run(role.other(), inTransaction -> set(inTransaction, COPIES_COUNT));
    }

    private void closeGivenUp() throws SQLException {
        List<String> tables = new ArrayList<>();
        for (TablePlan table : migration.plan().tables()) {
            if (table.entityRows()) {
                tables.add(migration.sqlName(role, table.name()));
            }
        }
        new GuardedChange(migration, view).run(role, inTransaction -> {
            Sql.execute(inTransaction, "LOCK TABLE " + String.join(", ", tables) + " IN SHARE ROW EXCLUSIVE MODE");
            set(inTransaction, SEALED);
        });
    }

    /** Never to an earlier epoch, and also where no evacuation has come so far that there is a row. */
    private void set(Connection inTransaction, String column) throws SQLException {
        run(
                inTransaction,
                "INSERT INTO " + control.evacuation() + " AS e (" + column + ", migration) VALUES (?, ?)"
                        + " ON CONFLICT (migration) DO UPDATE SET " + column + " = greatest(e." + column + ", excluded."
                        + column + ")");
    }

    private void openAfterwards() throws SQLException {
        clear(role.other(), COPIES_COUNT);
        clear(role, SEALED);
    }

    private void clear(Role store, String column) throws SQLException {
        new GuardedChange(migration, view)
                .run(
                        store,
                        inTransaction -> run(
                                inTransaction,
                                "UPDATE " + control.evacuation() + " SET " + column + " = NULL WHERE " + column
                                        + " < ? AND migration = ?"));
    }

    private void run(Connection inTransaction, String change) throws SQLException {
        try (PreparedStatement statement = inTransaction.prepareStatement(change)) {
            Sql.bind(statement, view.epoch(), control.migration());
            statement.executeUpdate();
        }
    }

    private boolean isClosed() throws SQLException {
        return is(role, SEALED) || is(role.other(), COPIES_COUNT);
    }

    private boolean is(Role store, String column) throws SQLException {
        try (PreparedStatement statement = migration
                .stores()
                .connection(store)
                .prepareStatement("SELECT FROM " + control.evacuation() + " WHERE migration = ? AND " + column
                        + " IS NOT NULL")) {
            statement.setString(1, control.migration());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }
}
