package io.migratingjdbc.admin.verify;

import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.CopyTable;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * How far the tables of a migration are compared, kept in the target. A comparison that was stopped is taken up again; its time is that of
 * its beginning, since whatever was compared first may have changed ever since.
 *
 * <p>Invariant: the rows belong to one run. Whoever takes a comparison up makes it its own; one that was thought to be dead, and is not, finds its
 * rows gone with the next thing it does, so that what two have seen is never put together.
 */
public final class VerifiedTables {
    private final ControlSchema control;
    private final long epoch;
    private final String run = UUID.randomUUID().toString();

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
     * @param tables with the statistics' guess of each one's rows
     * @param now by the clock that ages are told by
     * @param oldest when a comparison that is worth going on with may have begun
     */
    void begin(Connection target, Map<CopyTable, Long> tables, Instant now, Instant oldest, boolean again)
            throws SQLException {
        Sql.inTransaction(target, () -> {
            lock(target);
            if (again || !unfinished(target, tables, oldest)) {
                delete(target);
                insert(target, tables, now);
            } else {
                takeOver(target);
            }
            return null;
        });
    }

    private void lock(Connection target) throws SQLException {
        Sql.execute(target, "LOCK TABLE " + control.verified() + " IN SHARE ROW EXCLUSIVE MODE");
    }

    private boolean unfinished(Connection target, Map<CopyTable, Long> tables, Instant oldest) throws SQLException {
        String sql = "SELECT NOT bool_and(finished) AND min(started_at) > ? AND count(*) = ?"
                + " AND bool_and(definition = ANY (?)) FROM " + control.verified()
                + " WHERE migration = ? AND epoch = ?";
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            statement.setObject(1, oldest.atOffset(ZoneOffset.UTC));
            statement.setInt(2, tables.size());
            statement.setArray(
                    3,
                    Sql.texts(
                            target,
                            tables.keySet().stream().map(CopyTable::toString).toList()));
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

    private void insert(Connection target, Map<CopyTable, Long> tables, Instant now) throws SQLException {
        String sql = "INSERT INTO " + control.verified()
                + " (migration, epoch, table_name, run, definition, started_at, expected) VALUES (?, ?, ?, ?, ?, ?, ?)";
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            for (Map.Entry<CopyTable, Long> table : tables.entrySet()) {
                Sql.bind(
                        statement,
                        control.migration(),
                        epoch,
                        table.getKey().name().toString(),
                        run,
                        table.getKey().toString(),
                        now.atOffset(ZoneOffset.UTC),
                        table.getValue());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private void takeOver(Connection target) throws SQLException {
        String sql = "UPDATE " + control.verified() + " SET run = ? WHERE migration = ? AND epoch = ?";
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            Sql.bind(statement, run, control.migration(), epoch);
            statement.executeUpdate();
        }
    }

    private static SQLException takenOver() {
        return ErrorCode.REFUSED.exception(
                "Somebody else has taken this comparison over, or begun another one: only that one goes on");
    }

    State read(Connection target, TableName table) throws SQLException {
        String sql = "SELECT compared_to, source_rows, target_rows, finished FROM " + control.verified() + " WHERE "
                + "migration = ? AND epoch = ? AND table_name = ? AND run = ?";
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            Sql.bind(statement, control.migration(), epoch, table.toString(), run);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw takenOver();
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
                + " candidates = CAST(? AS jsonb[]), finished = ?, saved_at = clock_timestamp() WHERE migration = ? AND epoch = ? AND table_name = ? AND run = ?";
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
            statement.setString(9, run);
            requireOurs(statement.executeUpdate());
        }
    }

    /**
     * The comparison is over; the next one begins anew.
     *
     * @return when it began
     */
    Instant finish(Connection target) throws SQLException {
        String sql =
                "UPDATE " + control.verified() + " SET finished = true WHERE migration = ? AND epoch = ? AND run = ?";
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            Sql.bind(statement, control.migration(), epoch, run);
            statement.executeUpdate();
        }
        return began(target);
    }

    /** When the comparison began. */
    Instant began(Connection target) throws SQLException {
        String sql =
                "SELECT min(started_at) FROM " + control.verified() + " WHERE migration = ? AND epoch = ? AND run = ?";
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            Sql.bind(statement, control.migration(), epoch, run);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                OffsetDateTime began = row.getObject(1, OffsetDateTime.class);
                if (began == null) {
                    throw takenOver();
                }
                return began.toInstant();
            }
        }
    }

    private static void requireOurs(int rows) throws SQLException {
        if (rows == 0) {
            throw takenOver();
        }
    }

    private static String json(Candidate candidate) {
        return "{\"pk\": " + candidate.pk() + ", \"difference\": \"" + candidate.difference() + "\"}";
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
