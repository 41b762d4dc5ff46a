package io.migratingjdbc.admin.drain;

import io.migratingjdbc.internal.model.StoreId;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Earlier counts, kept in the store itself, so that a later call knows how fast it drains. All times are the store's. Counts of other
 * epochs than those of the present generation do not count: rows came in between.
 */
final class Samples {
    /** A rate is taken over about this time: long enough to be steady, short enough to be of today. */
    private static final Duration SPAN = Duration.ofHours(1);

    private static final Duration KEPT = Duration.ofDays(14);
    private static final Duration APART = Duration.ofSeconds(10);

    private final ControlSchema control;
    private final StoreId store;
    private final long generation;

    /** @param generation that of the store, since when nothing new is launched in it */
    Samples(ControlSchema control, StoreId store, long generation) {
        this.control = control;
        this.store = store;
        this.generation = generation;
    }

    /**
     * @param most the largest count so far
     * @param perSecond by how much it has become less; 0 or less where it has not; NaN with nothing to go by
     */
    record Progress(long most, double perSecond) {

        /** Empty where nobody knows. */
        Optional<Duration> timeLeft(long left) {
            return perSecond > 0 ? Optional.of(Duration.ofSeconds((long) (left / perSecond))) : Optional.empty();
        }
    }

    /** Seldom enough that watching closely does not fill the table. */
    void note(Connection connection, List<TableCount> counts) throws SQLException {
        String sql = "INSERT INTO " + control.drained() + " (migration, store_id, generation, table_name, rows)"
                + " SELECT ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT FROM " + control.drained()
                + " WHERE migration = ? AND store_id = ? AND generation = ? AND table_name = ?"
                + " AND at > clock_timestamp() - ? * interval '1 ms')";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (TableCount count : counts) {
                if (count.left() <= TableCount.LIMIT) {
                    String table = count.table().toString();
                    Sql.bind(
                            statement,
                            control.migration(),
                            store.value(),
                            generation,
                            table,
                            count.left(),
                            control.migration(),
                            store.value(),
                            generation,
                            table,
                            APART.toMillis());
                    statement.executeUpdate();
                }
            }
        }
        String old = "DELETE FROM " + control.drained()
                + " WHERE migration = ? AND at < clock_timestamp() - ? * interval '1 ms'";
        try (PreparedStatement statement = connection.prepareStatement(old)) {
            Sql.bind(statement, control.migration(), KEPT.toMillis());
            statement.executeUpdate();
        }
    }

    /** Compared with the oldest count of the last hour, or if there is none with the latest one before. */
    Progress progress(Connection connection, TableName table, long left) throws SQLException {
        String sql = "SELECT rows, extract(epoch FROM clock_timestamp() - at)::float8, max(rows) OVER ()"
                + " FROM (SELECT *, at > clock_timestamp() - ? * interval '1 ms' AS recent FROM " + control.drained()
                + " WHERE migration = ? AND store_id = ? AND generation = ? AND table_name = ?) s"
                + " ORDER BY recent DESC, CASE WHEN recent THEN at END, at DESC LIMIT 1";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Sql.bind(statement, SPAN.toMillis(), control.migration(), store.value(), generation, table.toString());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? new Progress(
                                Math.max(left, row.getLong(3)),
                                (row.getLong(1) - left) / Math.max(1e-3, row.getDouble(2)))
                        : new Progress(left, Double.NaN);
            }
        }
    }
}
