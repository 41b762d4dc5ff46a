package io.migratingjdbc.internal.jdbc;

import java.sql.SQLException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** What lies behind a connection of the application's: up to two stores' connections and the transaction over them. */
final class Session {

    /** A piece of work that may fail as JDBC does. */
    @FunctionalInterface
    interface Step {
        void run() throws SQLException;
    }

    private final MigrationContext context;
    private final Runnable onClose;
    private final StoreSessions sessions;
    private final Transaction transaction;
    private final StatementRunner runner;
    private volatile Consumer<SQLException> failures = failure -> {};

    /** @param onClose run once, when the session ends */
    Session(MigrationContext context, Runnable onClose) {
        this.context = context;
        this.onClose = onClose;
        this.sessions = new StoreSessions(context::open);
        this.transaction = new Transaction(context, sessions);
        this.runner = new StatementRunner(context, transaction, sessions, failure -> failures.accept(failure));
    }

    /** Opens the home store's connection, so that a wrong password fails at once. */
    Session opened() throws SQLException {
        try {
            sessions.get(context.home(transaction.state()));
            return this;
        } catch (SQLException | RuntimeException e) {
            close();
            throw e;
        }
    }

    MigrationContext context() {
        return context;
    }

    StoreSessions sessions() {
        return sessions;
    }

    Transaction transaction() {
        return transaction;
    }

    StatementRunner runner() {
        return runner;
    }

    /** From now on a pool is told of failures. */
    void onFailure(Consumer<SQLException> listener) {
        failures = listener;
    }

    void watch(Step step) throws SQLException {
        try {
            step.run();
        } catch (SQLException e) {
            failures.accept(e);
            throw e;
        }
    }

    void close() throws SQLException {
        try {
            transaction.abandon();
        } finally {
            try {
                sessions.close();
            } finally {
                onClose.run();
            }
        }
    }

    void abort(Executor executor) throws SQLException {
        try {
            for (StoreSession session : sessions.opened()) {
                session.connection().abort(executor);
            }
        } finally {
            transaction.abandon();
            onClose.run();
        }
    }
}
