package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.output.AdminException;
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
 * <p>The triggers that note changes look at it. Closing waits for those that have written before. Only one process at a time holds it
 * from closing to the end of the transition, so that nobody opens what another one relies on.
 */
public final class Seal implements AutoCloseable {
    private final Migration migration;
    private final MigrationView view;
    private final Role role;
    private final ControlSchema control;
    private final Connection holder;

    private Seal(Migration migration, MigrationView view, Role role) throws SQLException {
        this.migration = migration;
        this.view = view;
        this.role = role;
        this.control = migration.control();
        this.holder = migration.stores().patientSource(role).open();
    }

    /** Closed; empty where none is needed for the transition. */
    static Optional<Seal> close(Migration migration, MigrationView view, Phase to) throws SQLException {
        Optional<Role> released = view.phase().draining().filter(role -> !to.twoStore());
        if (released.isEmpty() || view.copiesSince().get(released.get().other()) == 0) {
            return Optional.empty();
        }
        Seal seal = new Seal(migration, view, released.get());
        try {
            seal.acquire();
            seal.closeGivenUp();
            return Optional.of(seal);
        } catch (SQLException | RuntimeException e) {
            seal.close();
            throw e;
        }
    }

    /** Opens it where the migration did not end, or turned back. */
    public static void open(Migration migration, MigrationView view) throws SQLException {
        for (Role role : Role.values()) {
            ControlSchema control = migration.control();
            if (view.phase().twoStore()
                    && view.pending() == null
                    && view.copiesSince().get(role.other()) > 0
                    && isClosed(migration, role, control)) {
                try (Seal seal = new Seal(migration, view, role)) {
                    seal.acquire();
                    seal.open();
                }
            }
        }
    }

    /** Before hosts may come to know that the other store counts alone, copies become rows like any others there. */
    void keepCopies() throws SQLException {
        set(role.other(), "copies_count", true);
    }

    void open() throws SQLException {
        set(role.other(), "copies_count", false);
        set(role, "sealed", false);
    }

    private static boolean isClosed(Migration migration, Role role, ControlSchema control) throws SQLException {
        try (PreparedStatement statement = migration
                .stores()
                .connection(role)
                .prepareStatement("SELECT FROM " + control.evacuation() + " WHERE migration = ? AND sealed")) {
            statement.setString(1, control.migration());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    private void acquire() throws SQLException {
        try (PreparedStatement statement =
                holder.prepareStatement("SELECT pg_try_advisory_lock(hashtextextended(?, 0))")) {
            statement.setString(1, "migrating seal " + view.name());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                if (!row.getBoolean(1)) {
                    throw AdminException.notYet("Another command is about to end the migration: look at its status");
                }
            }
        }
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
            update(inTransaction, "sealed", true);
        });
    }

    private void set(Role store, String column, boolean value) throws SQLException {
        new GuardedChange(migration, view).run(store, inTransaction -> update(inTransaction, column, value));
    }

    private void update(Connection inTransaction, String column, boolean value) throws SQLException {
        try (PreparedStatement statement = inTransaction.prepareStatement(
                "UPDATE " + control.evacuation() + " SET " + column + " = ? WHERE migration = ?")) {
            statement.setBoolean(1, value);
            statement.setString(2, control.migration());
            statement.executeUpdate();
        }
    }

    /** Gives it to the next one, closed or open. */
    @Override
    public void close() throws SQLException {
        holder.close();
    }
}
