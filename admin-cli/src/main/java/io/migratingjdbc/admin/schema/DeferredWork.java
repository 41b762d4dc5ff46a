package io.migratingjdbc.admin.schema;

import io.migratingjdbc.admin.output.AdminException;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Makes one index or foreign key at a time, outside of transactions.
 *
 * <p>Invariants: whoever makes an object holds its session lock, also a server process whose client died; so an invalid index found under the
 * lock is one that nobody will finish. Nobody waits for the lock in the server: a waiting statement has a snapshot, for whose end CREATE INDEX
 * CONCURRENTLY would wait in turn.
 */
final class DeferredWork {
    /** Lets time pass between two looks. */
    interface Pause {
        void pass() throws InterruptedException;
    }

    static final Pause SHORT_WHILE = () -> new CountDownLatch(1).await(250, TimeUnit.MILLISECONDS);

    private static final int LOCK_TIMEOUT_MILLIS = 500;
    private static final int TRIES = 60;
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final String INDEX = """
        SELECT k.oid::regclass::text, k.relname, x.indisvalid AND x.indisready
        FROM pg_index x JOIN pg_class k ON k.oid = x.indexrelid
        WHERE x.indrelid = to_regclass(?) AND
            replace(pg_get_indexdef(k.oid), ' INDEX ' || quote_ident(k.relname) || ' ON ', ' INDEX ON ') = ?
        ORDER BY 3 DESC, k.relname <> ? LIMIT 1
        """;

    private static final String FOREIGN_KEY = """
        SELECT quote_ident(f.conname), f.conname, f.convalidated FROM pg_constraint f
        WHERE f.conrelid = to_regclass(?) AND f.contype = 'f'
            AND regexp_replace(pg_get_constraintdef(f.oid), ' NOT VALID$', '') = ?
        ORDER BY 3 DESC, f.conname <> ? LIMIT 1
        """;

    private final Connection connection;
    private final DeferredDdl.Parents parents;
    private final Consumer<String> progress;
    private final Pause pause;

    DeferredWork(Connection connection, DeferredDdl.Parents parents, Consumer<String> progress, Pause pause) {
        this.connection = connection;
        this.parents = parents;
        this.progress = progress;
        this.pause = pause;
    }

    interface Question {
        boolean ask() throws SQLException;
    }

    interface Work {
        void run() throws SQLException;
    }

    /**
     * Does the work if it is still to be done, and nobody else does it at the same time.
     *
     * @return false if somebody else has done it
     */
    boolean alone(DeferredObject object, Question stillToDo, Work work) throws SQLException {
        while (stillToDo.ask()) {
            if (lock("pg_try_advisory_lock", object)) {
                try {
                    boolean mine = stillToDo.ask();
                    if (mine) {
                        work.run();
                    }
                    return mine;
                } finally {
                    if (!connection.isClosed()) {
                        lock("pg_advisory_unlock", object);
                    }
                }
            }
            passTime(object);
        }
        return false;
    }

    void make(DeferredObject object) throws SQLException {
        try {
            if (object.kind() == ObjectKind.INDEX) {
                makeIndex(object);
            } else {
                makeForeignKey(object);
            }
        } catch (SQLException failed) {
            throw new AdminException(
                    "The " + object.text() + " cannot be made in the target: " + AdminException.firstLine(failed)
                            + "; mend that and run copy again, or make it by hand: " + object.ddl(),
                    failed);
        }
    }

    private void makeIndex(DeferredObject index) throws SQLException {
        Optional<Found> found = find(INDEX, index);
        if (found.isPresent() && !found.get().complete()) {
            progress.accept("dropping what is left of " + index.text());
            Sql.execute(connection, "DROP INDEX CONCURRENTLY " + found.get().sqlName());
        }
        if (found.isEmpty() || !found.get().complete()) {
            progress.accept("making " + index.text());
            Sql.execute(connection, "SET lock_timeout = 0");
            Sql.execute(connection, index.ddl().replaceFirst("^CREATE INDEX ", "CREATE INDEX CONCURRENTLY "));
            progress.accept("made " + index.text());
        }
    }

    private void makeForeignKey(DeferredObject key) throws SQLException {
        boolean toValidate = !key.ddl().endsWith(" NOT VALID") && !key.ddl().contains(" NOT ENFORCED");
        Optional<Found> found = find(FOREIGN_KEY, key);
        if (found.isEmpty()) {
            progress.accept("adding " + key.text());
            addPatiently(key.ddl() + (toValidate ? " NOT VALID" : ""));
            found = find(FOREIGN_KEY, key);
        }
        if (toValidate && !found.orElseThrow().complete()) {
            parents.carry();
            progress.accept("checking the rows for " + key.text());
            Sql.execute(connection, "SET lock_timeout = 0");
            Sql.execute(
                    connection,
                    "ALTER TABLE " + key.qualified() + " VALIDATE CONSTRAINT "
                            + found.orElseThrow().sqlName());
        }
        progress.accept("made " + key.text());
    }

    /** Gives way to the application's transactions: who waits for a lock on a table makes all who come later wait. */
    private void addPatiently(String ddl) throws SQLException {
        Sql.execute(connection, "SET lock_timeout = " + LOCK_TIMEOUT_MILLIS);
        for (int attempt = 1; ; attempt++) {
            try {
                Sql.execute(connection, ddl);
                return;
            } catch (SQLException failed) {
                if (!LOCK_NOT_AVAILABLE.equals(failed.getSQLState()) || attempt == TRIES) {
                    throw failed;
                }
            }
        }
    }

    /** @param complete valid, or validated */
    private record Found(String sqlName, boolean complete) {}

    private Optional<Found> find(String sql, DeferredObject object) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Sql.bind(statement, object.qualified(), object.definition(), object.name());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(new Found(row.getString(1), row.getBoolean(3))) : Optional.empty();
            }
        }
    }

    private boolean lock(String function, DeferredObject object) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT " + function + "(hashtextextended(?, 0))")) {
            Sql.bind(statement, "migrating deferred " + object.qualified() + " " + object.definition());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private void passTime(DeferredObject object) {
        try {
            pause.pass();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AdminException("Interrupted while another process makes the " + object.text(), interrupted);
        }
    }
}
