package io.migratingjdbc.admin.chunk;

import io.migratingjdbc.internal.control.ConnectionSource;
import io.migratingjdbc.internal.replicate.Sql;
import io.migratingjdbc.internal.replicate.StoreTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/** One worker's connections to both stores. */
public final class StorePair implements AutoCloseable {
    private final Connection source;
    private final Connection target;
    private final ExecutorService besides = Executors.newSingleThreadExecutor();

    public StorePair(ConnectionSource source, ConnectionSource target) throws SQLException {
        this.source = source.open();
        try {
            this.target = target.open();
        } catch (SQLException e) {
            this.source.close();
            throw e;
        }
    }

    /** Autocommit is on between two pieces of work. */
    public Connection source() {
        return source;
    }

    public Connection target() {
        return target;
    }

    /** Work in a transaction of each store; the target's is committed, what was read needs no commit. */
    public <T> T inTransactions(Sql.Work<T> work) throws SQLException {
        return Sql.inTransaction(source, () -> {
            Sql.execute(source, settings());
            return Sql.inTransaction(target, () -> {
                Sql.execute(target, settings() + "SET LOCAL migrating.apply = 'on';");
                return work.run();
            });
        });
    }

    /** What the two stores answer, asked at the same time. */
    public record Both<T>(T source, T target) {}

    /** Asks one of the stores. */
    @FunctionalInterface
    public interface Question<T> {
        T ask(Connection store) throws SQLException;
    }

    public <T> Both<T> both(Question<T> ofSource, Question<T> ofTarget) throws SQLException {
        Future<T> there = besides.submit(() -> ofTarget.ask(target));
        T here;
        try {
            here = ofSource.ask(source);
        } catch (SQLException | RuntimeException e) {
            awaitQuietly(there);
            throw e;
        }
        return new Both<>(here, Futures.await(there));
    }

    /** Nobody may use the connection before the other thread has left it. */
    private static void awaitQuietly(Future<?> other) {
        try {
            Futures.await(other);
        } catch (SQLException | RuntimeException alsoFailed) {
            // The first failure is told.
        }
    }

    /** The key that is so many rows behind another one in one of the stores; null where the table ends before. */
    public List<String> keyBehind(Connection store, StoreTable table, List<String> after, int rows)
            throws SQLException {
        String key = table.key().stream()
                .map(column -> "format('%s', " + Sql.quote(column) + ")")
                .collect(Collectors.joining(", "));
        String columns = Sql.quote(table.key());
        // Inside, the text would be made of each row that is passed over, which takes three times as long as to pass
        // over it.
        String sql = "SELECT " + key + " FROM (SELECT " + columns + " FROM " + table.qualified()
                + new KeyRange(after, null).where(table) + " ORDER BY " + columns + " OFFSET " + (rows - 1)
                + " LIMIT 1) AS behind";
        return Sql.inTransaction(store, () -> {
            Sql.execute(store, settings());
            try (PreparedStatement statement = store.prepareStatement(sql);
                    ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= table.key().size(); i++) {
                    values.add(row.getString(i));
                }
                return List.copyOf(values);
            }
        });
    }

    /** A stream may wait long for the other one. */
    private static String settings() {
        return Sql.exactTextForTransactions()
                + "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0;";
    }

    @Override
    public void close() throws SQLException {
        besides.shutdown();
        try (target) {
            source.close();
        }
    }
}
