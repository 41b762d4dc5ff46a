package io.migratingjdbc.admin.verify;

import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How far the tables of a migration are compared, kept in the target. A comparison that was stopped is taken up again; its time is that of
 * its beginning, since whatever was compared first may have changed ever since.
 */
public final class VerifiedTables {
    private final ControlSchema control;
    private final long epoch;

    /** @param epoch of the migration: an earlier one's comparison says nothing */
    public VerifiedTables(ControlSchema control, long epoch) {
        this.control = control;
        this.epoch = epoch;
    }

    /** One table's comparison; finished if its end was reached. */
    record State(Compared compared, boolean finished) {}

    /**
     * How far a table is, for the operator.
     *
     * @param expected rows by the statistics; -1 if nobody knows
     * @param rowsPerSecond since it was begun
     */
    public record Progress(String table, long rows, long expected, double rowsPerSecond, boolean finished) {}

    /**
     * Begins a comparison, or takes up the last one if it was not finished.
     *
     * @param expected the statistics' guess of each table's rows
     * @param maxAge of a comparison that is worth going on with
     */
    void begin(Connection target, Map<String, Long> expected, Duration maxAge, boolean again) throws SQLException {
        Sql.inTransaction(target, () -> {
            if (again || !unfinished(target, expected, maxAge)) {
                delete(target);
                insert(target, expected);
            }
            return null;
        });
    }

    private boolean unfinished(Connection target, Map<String, Long> expected, Duration maxAge) throws SQLException {
        String sql = "SELECT NOT bool_and(finished) AND min(started_at) > clock_timestamp() - ? * interval '1 ms'"
                + " AND count(*) = ? AND bool_and(table_name = ANY (?)) FROM " + control.verified()
                + " WHERE migration = ? AND epoch = ?";
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            statement.setLong(1, maxAge.toMillis());
            statement.setInt(2, expected.size());
            statement.setArray(3, Sql.texts(target, expected.keySet()));
            statement.setString(4, control.migration());
            statement.setLong(5, epoch);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private void delete(Connection target) throws SQLException {
        try (PreparedStatement statement =
                target.prepareStatement("DELETE FROM " + control.verified() + " WHERE migration = ?")) {
            Sql.bind(statement, control.migration());
            statement.executeUpdate();
        }
    }

    private void insert(Connection target, Map<String, Long> expected) throws SQLException {
        String sql = "INSERT INTO " + control.verified()
                + " (migration, epoch, table_name, started_at, expected) VALUES (?, ?, ?, clock_timestamp(), ?)";
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            for (Map.Entry<String, Long> table : expected.entrySet()) {
                Sql.bind(statement, control.migration(), epoch, table.getKey(), table.getValue());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    State read(Connection target, TableName table) throws SQLException {
        String sql = "SELECT compared_to, source_rows, target_rows, finished FROM " + control.verified() + " WHERE "
                + "migration = ? AND epoch = ? AND table_name = ?";
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            Sql.bind(statement, control.migration(), epoch, table.toString());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("Somebody else has begun another comparison meanwhile; run verify again");
                }
                Array upTo = row.getArray(1);
                return new State(
                        new Compared(
                                upTo == null ? null : List.of((String[]) upTo.getArray()),
                                row.getLong(2),
                                row.getLong(3),
                                candidates(target, table)),
                        row.getBoolean(4));
            }
        }
    }

    private List<Candidate> candidates(Connection target, TableName table) throws SQLException {
        String sql = "SELECT (c -> 'pk')::text, c ->> 'difference' FROM " + control.verified()
                + " v, unnest(v.candidates) c WHERE v.migration = ? AND v.epoch = ? AND v.table_name = ?";
        List<Candidate> candidates = new ArrayList<>();
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            Sql.bind(statement, control.migration(), epoch, table.toString());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    candidates.add(new Candidate(rows.getString(1), Difference.valueOf(rows.getString(2))));
                }
            }
        }
        return candidates;
    }

    /** What was found up to a key; the table is finished if that is its end. */
    void save(Connection target, TableName table, Compared compared) throws SQLException {
        String sql = "UPDATE " + control.verified() + " SET compared_to = ?, source_rows = ?, target_rows = ?,"
                + " candidates = CAST(? AS jsonb[]), finished = ?, saved_at = clock_timestamp() WHERE migration = ? AND epoch = ? AND table_name = ?";
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            statement.setArray(1, compared.upTo() == null ? null : Sql.texts(target, compared.upTo()));
            statement.setLong(2, compared.sourceRows());
            statement.setLong(3, compared.targetRows());
            statement.setArray(
                    4,
                    Sql.texts(
                            target,
                            compared.candidates().stream()
                                    .map(VerifiedTables::json)
                                    .toList()));
            statement.setBoolean(5, compared.upTo() == null);
            statement.setString(6, control.migration());
            statement.setLong(7, epoch);
            statement.setString(8, table.toString());
            statement.executeUpdate();
        }
    }

    /** The comparison is over; the next one begins anew. */
    void finish(Connection target) throws SQLException {
        String sql = "UPDATE " + control.verified() + " SET finished = true WHERE migration = ? AND epoch = ?";
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            Sql.bind(statement, control.migration(), epoch);
            statement.executeUpdate();
        }
    }

    private static String json(Candidate candidate) {
        return "{\"pk\": " + candidate.pk() + ", \"difference\": \"" + candidate.difference() + "\"}";
    }

    /** How long ago the comparison began, by the target's clock. */
    Duration age(Connection target) throws SQLException {
        String sql = "SELECT coalesce(extract(epoch FROM clock_timestamp() - min(started_at)) * 1000, 0)::bigint FROM "
                + control.verified() + " WHERE migration = ? AND epoch = ?";
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            Sql.bind(statement, control.migration(), epoch);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return Duration.ofMillis(row.getLong(1));
            }
        }
    }

    /** How far the last comparison is; empty if there was none. */
    public List<Progress> progress(Connection target) throws SQLException {
        String sql = "SELECT table_name, source_rows, expected, source_rows"
                + " / greatest(0.1, extract(epoch FROM saved_at - started_at)), finished FROM " + control.verified()
                + " WHERE migration = ? AND epoch = ? ORDER BY table_name";
        List<Progress> progress = new ArrayList<>();
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            Sql.bind(statement, control.migration(), epoch);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    progress.add(new Progress(
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
