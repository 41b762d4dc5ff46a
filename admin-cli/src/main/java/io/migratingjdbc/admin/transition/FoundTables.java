package io.migratingjdbc.admin.transition;

import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.CopyTable;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Which immutable tables of the target were empty when start came, kept in the target. Of these it is known which
 * rows the migration has brought: all that the initial store has just the same. Of the others it is not, for what is
 * copied is inserted if absent.
 */
final class FoundTables {
    private static final long COUNTED = 1_000_000;

    private final ControlSchema control;
    private final Connection target;

    FoundTables(ControlSchema control, Connection target) {
        this.control = control;
        this.target = target;
    }

    /**
     * Notes it, after capture was installed, so that no row can slip in unseen. In STABLE, when nothing was copied yet, what a start noted
     * that went no further no longer counts.
     */
    void note(CopyTable table, Phase phase) throws SQLException {
        String sql = "INSERT INTO " + control.foundTable() + " SELECT ?, ?, NOT EXISTS (SELECT FROM "
                + table.target().qualified() + ") ON CONFLICT "
                + (phase == Phase.STABLE
                        ? "(migration, table_name) DO UPDATE SET was_empty = excluded.was_empty"
                        : "DO NOTHING");
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            Sql.bind(statement, control.migration(), table.name().toString());
            statement.executeUpdate();
        }
    }

    boolean wasEmpty(CopyTable table) throws SQLException {
        String sql = "SELECT was_empty FROM " + control.foundTable() + " WHERE migration = ? AND table_name = ?";
        if (!Sql.exists(target, control.foundTable())) {
            return false;
        }
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            Sql.bind(statement, control.migration(), table.name().toString());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** How many rows the table has; empty for none. */
    String rows(CopyTable table) throws SQLException {
        String sql = "SELECT count(*) FROM (SELECT FROM " + table.target().qualified() + " LIMIT " + (COUNTED + 1)
                + ") counted";
        try (PreparedStatement statement = target.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            long rows = row.getLong(1);
            return rows == 0 ? "" : rows > COUNTED ? "more than " + COUNTED : String.valueOf(rows);
        }
    }
}
