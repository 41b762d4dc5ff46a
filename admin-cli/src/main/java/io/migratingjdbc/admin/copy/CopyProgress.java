package io.migratingjdbc.admin.copy;

import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * How far one table's copy is, whichever processes work on it.
 *
 * @param expected rows by the statistics; -1 if nobody knows
 * @param rowsPerSecond over the last ten seconds
 * @param bytesPerSecond the same
 */
public record CopyProgress(
        String table,
        long rows,
        long expected,
        long bytes,
        double rowsPerSecond,
        double bytesPerSecond,
        boolean complete) {

    /** All tables whose copy has begun in the epoch. */
    public static List<CopyProgress> read(Connection target, ControlSchema control, long epoch) throws SQLException {
        String sql = """
            SELECT t.table_name, coalesce(sum(c.read_rows), 0), t.expected, coalesce(sum(c.bytes), 0),
                coalesce(sum(c.read_rows) FILTER (WHERE c.copied_at > clock_timestamp() - interval '10 s'), 0) / 10.0,
                coalesce(sum(c.bytes) FILTER (WHERE c.copied_at > clock_timestamp() - interval '10 s'), 0) / 10.0,
                t.planned AND count(*) FILTER (WHERE c.number IS NOT NULL AND c.copied_at IS NULL) = 0
            FROM %s t LEFT JOIN %s c USING (migration, epoch, table_name)
            WHERE t.migration = ? AND t.epoch = ? GROUP BY t.table_name, t.expected, t.planned ORDER BY t.table_name
            """.formatted(control.copiedTable(), control.copiedChunk());
        List<CopyProgress> progress = new ArrayList<>();
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            Sql.bind(statement, control.migration(), epoch);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    progress.add(new CopyProgress(
                            rows.getString(1),
                            rows.getLong(2),
                            rows.getLong(3),
                            rows.getLong(4),
                            rows.getDouble(5),
                            rows.getDouble(6),
                            rows.getBoolean(7)));
                }
            }
        }
        return progress;
    }
}
