package io.migratingjdbc.admin.verify;

import io.migratingjdbc.admin.chunk.KeyRange;
import io.migratingjdbc.admin.chunk.StorePair;
import io.migratingjdbc.admin.chunk.StorePair.Both;
import io.migratingjdbc.internal.replicate.CopyTable;
import io.migratingjdbc.internal.replicate.Sql;
import io.migratingjdbc.internal.replicate.StoreTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Reads digests of a table's rows in either store. */
record Reading(CopyTable table, RowHash hash, Both<Scan> scans) {

    /** @param hash of all rows */
    record Digest(long rows, String hash) {}

    /** Of the rows of a range in both stores. */
    Both<Digest> digests(StorePair stores, KeyRange range) throws SQLException {
        return stores.both(
                source -> digest(source, scans.source(), table.source(), range),
                target -> digest(target, scans.target(), table.target(), range));
    }

    private Digest digest(Connection connection, Scan scan, StoreTable in, KeyRange range) throws SQLException {
        String sql = "SELECT count(*), " + hash.ofAll("t") + " FROM " + in.qualified() + " t" + range.where(in);
        return read(connection, range.isWhole() ? Scan.PLANNED : scan, sql, rows -> {
            rows.next();
            return new Digest(rows.getLong(1), rows.getString(2));
        });
    }

    /** The hash of each row, by its primary key. */
    Map<String, Long> rows(Connection connection, StoreTable in, KeyRange range) throws SQLException {
        String sql = "SELECT " + table.key("t") + "::text, " + hash.of("t") + " FROM " + in.qualified() + " t"
                + range.where(in);
        return read(connection, Scan.PLANNED, sql, rows -> {
            Map<String, Long> hashes = new HashMap<>();
            while (rows.next()) {
                hashes.put(rows.getString(1), rows.getLong(2));
            }
            return hashes;
        });
    }

    @FunctionalInterface
    interface Reader<T> {
        T read(ResultSet rows) throws SQLException;
    }

    static <T> T read(Connection connection, Scan scan, String sql, Reader<T> reader) throws SQLException {
        return Sql.inTransaction(connection, () -> {
            Sql.execute(
                    connection,
                    Sql.exactTextForTransactions()
                            + "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0;"
                            // The workers are the parallelism, and a range is too short for what JIT costs.
                            + "SET LOCAL jit = off; SET LOCAL max_parallel_workers_per_gather = 0;"
                            + scan.settings());
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setFetchSize(1000);
                try (ResultSet rows = statement.executeQuery()) {
                    return reader.read(rows);
                }
            }
        });
    }
}
