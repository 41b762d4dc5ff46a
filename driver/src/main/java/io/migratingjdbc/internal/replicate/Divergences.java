package io.migratingjdbc.internal.replicate;

import io.migratingjdbc.internal.replicate.Applied.Refusal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Rows that could not be copied because the other store has something else in their place. Kept in the store from
 * which they were to be copied. They block {@code advance} until a person has made both stores agree.
 */
public final class Divergences {
    private static final int SHOWN = 2000;

    private final ControlSchema control;

    public Divergences(ControlSchema control) {
        this.control = control;
    }

    /**
     * @param pk the primary key as JSON, each value as text
     * @param sourceRow the row's text, cut after 2000 characters
     * @param targetRow likewise; null if another unique key is in the way
     */
    public record Divergence(
            long id,
            String table,
            String pk,
            String reason,
            String sourceRow,
            String targetRow,
            OffsetDateTime notedAt) {}

    /**
     * @param resolved agree now; @param requeued absent in the target now, so they will be carried; @param left
     *     differ
     */
    public record Recheck(int resolved, int requeued, int left) {}

    public long count(Connection source) throws SQLException {
        String sql = "SELECT count(*) FROM " + control.divergence() + " WHERE migration = ?";
        try (PreparedStatement statement = source.prepareStatement(sql)) {
            statement.setString(1, control.migration());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** The oldest first. */
    public List<Divergence> list(Connection source, int limit) throws SQLException {
        String sql = "SELECT id, table_name, pk::text, reason, source_row, target_row, noted_at FROM "
                + control.divergence() + " WHERE migration = ? ORDER BY id LIMIT ?";
        List<Divergence> divergences = new ArrayList<>();
        try (PreparedStatement statement = source.prepareStatement(sql)) {
            Sql.bind(statement, control.migration(), limit);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    divergences.add(new Divergence(
                            rows.getLong(1),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getString(4),
                            rows.getString(5),
                            rows.getString(6),
                            rows.getObject(7, OffsetDateTime.class)));
                }
            }
        }
        return divergences;
    }

    /**
     * Looks again at every divergence: forgets those whose rows agree now, and puts those back into the backlog
     * whose place in the target has become free.
     */
    public Recheck recheck(Connection source, Connection target, CopyPlan plan) throws SQLException {
        int resolved = 0;
        int requeued = 0;
        int left = 0;
        for (Divergence divergence : list(source, Integer.MAX_VALUE)) {
            Optional<CopyTable> table = plan.table(divergence.table());
            if (table.isEmpty()) {
                left++;
                continue;
            }
            RowReader reader = new RowReader(table.get());
            String here = reader.read(source, table.get().source(), divergence.pk());
            String there = reader.read(target, table.get().target(), divergence.pk());
            if (Objects.equals(here, there)) {
                resolved++;
                forget(source, divergence, false);
            } else if (there == null) {
                requeued++;
                forget(source, divergence, true);
            } else {
                left++;
            }
        }
        return new Recheck(resolved, requeued, left);
    }

    /** In the caller's transaction, the one that takes the entry out of the backlog. */
    void record(Connection source, Refusal refusal) throws SQLException {
        String sql = "INSERT INTO " + control.divergence()
                + " (migration, table_name, pk, reason, source_row, source_hash, target_row, target_hash)"
                + " VALUES (?, ?, ?::jsonb, ?, left(?, " + SHOWN + "), md5(?), left(?, " + SHOWN + "), md5(?))"
                + " ON CONFLICT (migration, table_name, md5(pk::text)) DO UPDATE SET reason = excluded.reason,"
                + " source_row = excluded.source_row, source_hash = excluded.source_hash,"
                + " target_row = excluded.target_row, target_hash = excluded.target_hash";
        Entry entry = refusal.entry();
        try (PreparedStatement statement = source.prepareStatement(sql)) {
            String[] values = {
                control.migration(),
                entry.table(),
                entry.pk(),
                refusal.reason(),
                entry.row(),
                entry.row(),
                refusal.targetRow(),
                refusal.targetRow()
            };
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    private void forget(Connection source, Divergence divergence, boolean requeue) throws SQLException {
        String delete = "DELETE FROM " + control.divergence() + " WHERE id = ? RETURNING migration, table_name, pk";
        String sql = requeue
                ? "WITH gone AS (" + delete + ") INSERT INTO " + control.backlog()
                        + " (migration, table_name, pk, backend) SELECT migration, table_name, pk, 0 FROM gone"
                : delete;
        try (PreparedStatement statement = source.prepareStatement(sql)) {
            statement.setLong(1, divergence.id());
            statement.execute();
        }
    }
}
