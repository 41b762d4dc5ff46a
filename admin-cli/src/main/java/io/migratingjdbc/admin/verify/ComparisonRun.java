package io.migratingjdbc.admin.verify;

import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.CopyTable;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;

/**
 * A comparison of a migration's tables, noted in the target table by table ({@link VerifiedTables}). One that was stopped is taken up again;
 * its time is that of its beginning, since whatever was compared first may have changed ever since.
 *
 * <p>Invariant: the notes belong to one run. Whoever takes a comparison up makes it its own; one that was thought to be dead, and is not, finds
 * its notes gone with the next thing it does, so that what two have seen is never put together.
 */
final class ComparisonRun {
    private final ControlSchema control;
    private final long epoch;
    private final String id = UUID.randomUUID().toString();

    /** @param epoch of the migration: an earlier one's comparison says nothing */
    ComparisonRun(ControlSchema control, long epoch) {
        this.control = control;
        this.epoch = epoch;
    }

    VerifiedTables tables() {
        return new VerifiedTables(control, epoch, id);
    }

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
                        id,
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
            Sql.bind(statement, id, control.migration(), epoch);
            statement.executeUpdate();
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
            Sql.bind(statement, control.migration(), epoch, id);
            statement.executeUpdate();
        }
        return began(target);
    }

    /** When the comparison began. */
    Instant began(Connection target) throws SQLException {
        String sql =
                "SELECT min(started_at) FROM " + control.verified() + " WHERE migration = ? AND epoch = ? AND run = ?";
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            Sql.bind(statement, control.migration(), epoch, id);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                OffsetDateTime began = row.getObject(1, OffsetDateTime.class);
                if (began == null) {
                    throw VerifiedTables.takenOver();
                }
                return began.toInstant();
            }
        }
    }
}
