package io.migratingjdbc.internal.jdbc;

import java.sql.SQLException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What lies behind a connection of the application's: up to two stores' connections and the transaction over them.
 *
 * <p>Invariant: threads that use it at the same time do so one after the other ({@link #alone}); only what ends it does not wait.
 */
final class Session {

    /** A piece of work that may fail as JDBC does. */
    @FunctionalInterface
    interface Step {
        void run() throws SQLException;
    }

    private final MigrationContext context;
    private final Runnable onClose;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final StoreSessions sessions;
    private final Transaction transaction;
    private final StatementRunner runner;
    private volatile Consumer<SQLException> failures = failure -> {};

    /** @param onClose run once, when the session ends */
    Session(MigrationContext context, Runnable onClose) {
        this.context = context;
        this.onClose = onClose;
        this.sessions = new StoreSessions(context.dialect(), context::open);
        this.transaction = new Transaction(context, sessions);
        this.runner = new StatementRunner(context, transaction, sessions);
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

    /** Waits until no other thread uses the session, as the store's driver does. */
    <T> T alone(Transaction.Work<T> work) throws SQLException {
        return alone(() -> {}, work);
    }

    void alone(Step step) throws SQLException {
        alone(() -> {
            step.run();
            return null;
        });
    }

    /** @param check before the work; of its failure no pool is told */
    <T> T alone(Step check, Transaction.Work<T> work) throws SQLException {
        lock.lock();
        try {
            check.run();
            return lock.getHoldCount() > 1 ? work.run() : watched(work);
        } finally {
            lock.unlock();
        }
    }

    private <T> T watched(Transaction.Work<T> work) throws SQLException {
        try {
            return work.run();
        } catch (SQLException e) {
            failures.accept(e);
            throw e;
        }
    }

    void close() throws SQLException {
        end(sessions::close);
    }

    void abort(Executor executor) throws SQLException {
        end(() -> sessions.abort(executor));
    }

    /** Whatever another thread does at the time fails. */
    private void end(Step connections) throws SQLException {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        try {
            connections.run();
        } finally {
            try {
                transaction.abandon();
            } finally {
                onClose.run();
            }
        }
    }
}
