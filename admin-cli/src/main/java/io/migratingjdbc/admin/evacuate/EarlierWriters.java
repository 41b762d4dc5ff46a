package io.migratingjdbc.admin.evacuate;

import io.migratingjdbc.internal.replicate.StoreTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Waits until the transactions have ended that have written to tables by now, as CREATE INDEX CONCURRENTLY does: they may have overlooked
 * a mark. Prepared ones count, too. Nobody has to wait for us.
 */
final class EarlierWriters {
    private static final long PAUSE_MILLIS = 20;
    /** Rows may also be written straight to a partition. */
    private static final String WRITERS = """
            WITH t AS (SELECT unnest(?) AS oid)
            SELECT DISTINCT virtualtransaction FROM pg_catalog.pg_locks
            WHERE locktype = 'relation' AND granted AND (pid IS NULL OR pid <> pg_backend_pid())
              AND relation IN (SELECT oid FROM t UNION
                  SELECT p.relid::oid FROM t CROSS JOIN LATERAL pg_catalog.pg_partition_tree(t.oid::regclass) p)
              AND mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
              AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
            """;

    private final List<Long> tables;

    EarlierWriters(List<StoreTable> tables) {
        this.tables = tables.stream().map(StoreTable::oid).toList();
    }

    /** @param connection in no transaction */
    void await(Connection connection) throws SQLException {
        List<String> waitedFor = writers(connection);
        while (!waitedFor.isEmpty()) {
            try {
                new CountDownLatch(1).await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SQLException("Interrupted; run it again", e);
            }
            waitedFor.retainAll(writers(connection));
        }
    }

    private List<String> writers(Connection connection) throws SQLException {
        List<String> writers = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(WRITERS)) {
            statement.setArray(1, connection.createArrayOf("oid", tables.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    writers.add(rows.getString(1));
                }
            }
        }
        return writers;
    }
}
