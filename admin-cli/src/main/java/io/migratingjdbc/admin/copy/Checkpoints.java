package io.migratingjdbc.admin.copy;

import io.migratingjdbc.admin.chunk.KeyRange;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Which chunks of a copy are planned and which are done, kept in the store that receives them.
 *
 * <p>Invariants: the planned chunks of a table lie end to end from its beginning. A chunk is marked as done in the transaction that inserts
 * its rows, by the only worker that has its row locked; so it is copied in whole or not at all, counted once, and free again when its
 * worker's session ends. Workers may be of several processes.
 */
final class Checkpoints {
    static final String LOCK_NOT_AVAILABLE = "55P03";

    private final ControlSchema control;
    private final long epoch;

    /** @param epoch of the migration: what was copied in an earlier one says nothing of rows that came in between */
    Checkpoints(ControlSchema control, long epoch) {
        this.control = control;
        this.epoch = epoch;
    }

    /** Where a table's copy is. */
    record State(long expected, Copied copied, int chunksLeft, boolean planned) {
        boolean complete() {
            return planned && chunksLeft == 0;
        }
    }

    /** Begins the copy of a table, unless it has begun. */
    void begin(Connection target, TableName table, long expectedRows) throws SQLException {
        String sql = "INSERT INTO " + control.copiedTable()
                + " (migration, epoch, table_name, expected) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            Sql.bind(statement, control.migration(), epoch, table.toString(), expectedRows);
            statement.executeUpdate();
        }
    }

    /** A planned chunk that nobody works on, locked until the transaction ends. */
    Optional<Chunk> claim(Connection inTransaction, TableName table) throws SQLException {
        String sql = "SELECT number, after_key, up_to_key FROM " + control.copiedChunk()
                + " WHERE migration = ? AND epoch = ? AND table_name = ? AND copied_at IS NULL"
                + " ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED";
        try (PreparedStatement statement = inTransaction.prepareStatement(sql)) {
            Sql.bind(statement, control.migration(), epoch, table.toString());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new Chunk(
                                table, row.getInt(1), new KeyRange(key(row.getArray(2)), key(row.getArray(3)))))
                        : Optional.empty();
            }
        }
    }

    /** Finds where a chunk that begins behind a key should end; null for the end of the table. */
    @FunctionalInterface
    interface Boundary {
        List<String> behind(List<String> after) throws SQLException;
    }

    /**
     * Plans the next chunk; one worker at a time.
     *
     * @return false if the whole table is planned
     */
    boolean plan(Connection target, TableName table, Boundary boundary) throws SQLException {
        return Sql.inTransaction(target, () -> {
            String sql = "SELECT planned, planned_to, chunks FROM " + control.copiedTable()
                    + " WHERE migration = ? AND epoch = ? AND table_name = ? FOR UPDATE";
            try (PreparedStatement statement = target.prepareStatement(sql)) {
                Sql.bind(statement, control.migration(), epoch, table.toString());
                try (ResultSet row = statement.executeQuery()) {
                    if (!row.next()) {
                        throw takenBack(table);
                    }
                    if (row.getBoolean(1)) {
                        return false;
                    }
                    List<String> after = key(row.getArray(2));
                    List<String> upTo = boundary.behind(after);
                    add(target, new Chunk(table, row.getInt(3) + 1, new KeyRange(after, upTo)));
                    return true;
                }
            }
        });
    }

    private static SQLException takenBack(TableName table) {
        return new SQLException("The copy of table " + table + " was taken back; run it again");
    }

    private void add(Connection target, Chunk chunk) throws SQLException {
        String sql = "WITH chunk AS (INSERT INTO " + control.copiedChunk()
                + " (migration, epoch, table_name, number, after_key, up_to_key) VALUES (?, ?, ?, ?, ?, ?)"
                + " RETURNING *) UPDATE " + control.copiedTable()
                + " t SET chunks = chunk.number, planned_to = chunk.up_to_key, planned = chunk.up_to_key IS NULL FROM chunk"
                + " WHERE t.migration = chunk.migration AND t.epoch = chunk.epoch AND t.table_name = chunk.table_name";
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            Sql.bind(statement, control.migration(), epoch, chunk.table().toString(), chunk.number());
            statement.setArray(5, array(target, chunk.range().after()));
            statement.setArray(6, array(target, chunk.range().upTo()));
            statement.executeUpdate();
        }
    }

    /** In the transaction that has claimed the chunk and inserted its rows. */
    void done(Connection inTransaction, Chunk chunk, Copied copied) throws SQLException {
        String sql = "UPDATE " + control.copiedChunk()
                + " SET copied_at = clock_timestamp(), read_rows = ?, inserted_rows = ?, bytes = ?"
                + " WHERE migration = ? AND epoch = ? AND table_name = ? AND number = ?";
        try (PreparedStatement statement = inTransaction.prepareStatement(sql)) {
            Sql.bind(
                    statement,
                    copied.read(),
                    copied.inserted(),
                    copied.bytes(),
                    control.migration(),
                    epoch,
                    chunk.table().toString(),
                    chunk.number());
            statement.executeUpdate();
        }
    }

    /**
     * Whether no chunk of the table is locked by a worker; waits a moment for that. Those of workers that were killed are free by then.
     *
     * @return false if others still work
     */
    boolean othersAreDone(Connection target, TableName table) throws SQLException {
        try {
            return Sql.inTransaction(target, () -> {
                Sql.execute(target, "SET LOCAL lock_timeout = '1s'");
                String sql = "SELECT number FROM " + control.copiedChunk()
                        + " WHERE migration = ? AND epoch = ? AND table_name = ? AND copied_at IS NULL ORDER BY number"
                        + " FOR UPDATE";
                try (PreparedStatement statement = target.prepareStatement(sql)) {
                    Sql.bind(statement, control.migration(), epoch, table.toString());
                    statement.executeQuery().close();
                }
                return true;
            });
        } catch (SQLException e) {
            if (!LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                throw e;
            }
            return false;
        }
    }

    /** @throws SQLException if the copy was taken back */
    State state(Connection target, TableName table) throws SQLException {
        return find(target, table).orElseThrow(() -> takenBack(table));
    }

    /** Empty before the table's copy has begun. */
    Optional<State> find(Connection target, TableName table) throws SQLException {
        String sql = "SELECT t.expected, t.planned, coalesce(sum(c.read_rows), 0), coalesce(sum(c.inserted_rows), 0),"
                + " coalesce(sum(c.bytes), 0), count(*) FILTER (WHERE c.number IS NOT NULL AND c.copied_at IS NULL) FROM "
                + control.copiedTable() + " t LEFT JOIN " + control.copiedChunk()
                + " c USING (migration, epoch, table_name)"
                + " WHERE t.migration = ? AND t.epoch = ? AND t.table_name = ? GROUP BY t.expected, t.planned";
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            Sql.bind(statement, control.migration(), epoch, table.toString());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new State(
                                row.getLong(1),
                                new Copied(row.getLong(3), row.getLong(4), row.getLong(5)),
                                row.getInt(6),
                                row.getBoolean(2)))
                        : Optional.empty();
            }
        }
    }

    private static Array array(Connection connection, List<String> key) throws SQLException {
        return key == null ? null : Sql.texts(connection, key);
    }

    private static List<String> key(Array array) throws SQLException {
        return array == null ? null : List.of((String[]) array.getArray());
    }
}
