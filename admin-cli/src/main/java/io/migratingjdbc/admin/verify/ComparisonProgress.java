package io.migratingjdbc.admin.verify;

import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * How far the last comparison of a table is, whoever makes it.
 *
 * @param expected rows by the statistics; -1 if nobody knows
 * @param rowsPerSecond since it was begun
 */
public record ComparisonProgress(String table, long rows, long expected, double rowsPerSecond, boolean finished) {

    /**
     * Of every table; empty if there was none.
     *
     * @param epoch of the migration: an earlier one's comparison says nothing
     */
    public static List<ComparisonProgress> read(Connection target, ControlSchema control, long epoch)
            throws SQLException {
        String sql = "SELECT table_name, source_rows, expected, source_rows"
                + " / greatest(0.1, extract(epoch FROM saved_at - started_at)), finished FROM " + control.verified()
                + " WHERE migration = ? AND epoch = ? ORDER BY table_name";
        List<ComparisonProgress> progress = new ArrayList<>();
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            Sql.bind(statement, control.migration(), epoch);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    progress.add(new ComparisonProgress(
                            rows.getString(1),
                            rows.getLong(2),
                            rows.getLong(3),
                            rows.getDouble(4),
                            rows.getBoolean(5)));
                }
            }
        }
        return progress;
    }
}
