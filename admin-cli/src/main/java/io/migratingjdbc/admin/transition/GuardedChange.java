package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.output.AdminException;
import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A change of a store's schema that is right in the phase that was read and wrong in the next, such as taking
 * capture away.
 *
 * <p>Invariant: it commits only if no transition has reached the store since. Every transition writes its epoch
 * into the fence rows of both stores first; the change holds a share lock on that row to its end. So a process
 * that was asleep between its look at the record and the change finds a larger epoch and changes nothing.
 */
final class GuardedChange {
    /** Shorter than deadlock_timeout, so that it is we who give way and not an application's transaction. */
    private static final int LOCK_TIMEOUT_MILLIS = 500;

    private static final int TRIES = 60;
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final Migration migration;
    private final MigrationView view;

    GuardedChange(Migration migration, MigrationView view) {
        this.migration = migration;
        this.view = view;
    }

    interface Change {
        void run(Connection inTransaction) throws SQLException;
    }

    /** @throws SQLException 0A000 if a transition was begun meanwhile; nothing was changed */
    void run(Role role, Change change) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = migration.stores().source(role).open()) {
                connection.setAutoCommit(false);
                attempt(connection, role, change);
                return;
            } catch (SQLException failed) {
                if (!LOCK_NOT_AVAILABLE.equals(failed.getSQLState())) {
                    throw failed;
                }
                if (attempt == TRIES) {
                    throw new AdminException(
                            "The tables of " + migration.stores().name(role)
                                    + " are in use by long transactions (see pg_stat_activity): end them, then run"
                                    + " this again",
                            failed);
                }
            }
        }
    }

    private void attempt(Connection connection, Role role, Change change) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(Sql.exactTextForTransactions() + "SET LOCAL lock_timeout = " + LOCK_TIMEOUT_MILLIS);
        }
        requireNoTransition(connection, role);
        change.run(connection);
        connection.commit();
    }

    private void requireNoTransition(Connection connection, Role role) throws SQLException {
        String table = migration.plane().dialect().qualified(migration.plane().schema(), "migrating_store");
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT guard_epoch FROM " + table + " WHERE migration = ? AND store_id = ? FOR SHARE")) {
            statement.setString(1, view.name());
            statement.setString(2, view.store(role).value());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next() || row.getLong(1) > view.epoch()) {
                    throw ErrorCode.REFUSED.exception("Migration " + view.name()
                            + " moved on while this command was at work: look at its status and run it again");
                }
            }
        }
    }
}
