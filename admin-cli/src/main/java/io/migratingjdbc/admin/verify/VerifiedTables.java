package io.migratingjdbc.admin.verify;

import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** How far the tables of a {@link ComparisonRun} are compared, kept in the target. */
final class VerifiedTables {
    private final ControlSchema control;
    private final long epoch;
    private final String run;

    VerifiedTables(ControlSchema control, long epoch, String run) {
        this.control = control;
        this.epoch = epoch;
        this.run = run;
    }

    /** One table's comparison; finished if its end was reached. */
    record State(Compared compared, boolean finished) {}

    static SQLException takenOver() {
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

    private static void requireOurs(int rows) throws SQLException {
        if (rows == 0) {
            throw takenOver();
        }
    }

    private static String json(Candidate candidate) {
        return "{\"pk\": " + candidate.pk() + ", \"difference\": \"" + candidate.difference() + "\"}";
    }
}
