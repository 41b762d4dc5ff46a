package io.migratingjdbc.internal.replicate;

import io.migratingjdbc.internal.model.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a store has captured and not yet carried. Rows whose writers have not committed are not seen. */
public final class Backlog {
    private final ControlSchema control;

    public Backlog(ControlSchema control) {
        this.control = control;
    }

    /** @param oldest how long the oldest entry has waited, by the database's clock */
    public record TableBacklog(String table, long rows, Duration oldest) {}

    /** Whether the store has a backlog at all; once a migration is back in STABLE it has none. */
    public boolean exists(Connection connection) throws SQLException {
        return Sql.exists(connection, control.backlog());
    }

    /** The tables that have entries, by name. */
    public List<TableBacklog> perTable(Connection connection) throws SQLException {
        String sql = "SELECT table_name, count(*), extract(epoch FROM clock_timestamp() - min(noted_at)) * 1000 FROM "
                + control.backlog() + " WHERE migration = ? GROUP BY table_name ORDER BY table_name";
        List<TableBacklog> tables = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, control.migration());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Duration oldest =
                            Duration.ofMillis(Math.max(0, rows.getBigDecimal(3).longValue()));
                    tables.add(new TableBacklog(rows.getString(1), rows.getLong(2), oldest));
                }
            }
        }
        return tables;
    }

    /**
     * Notes rows as if they had just been inserted.
     *
     * @param keys their primary keys, as the capture trigger would note them
     */
    public void add(Connection connection, TableName table, List<String> keys) throws SQLException {
        String sql = "INSERT INTO " + control.backlog()
                + " (migration, table_name, pk, backend) SELECT ?, ?, pk, pg_catalog.pg_backend_pid()"
                + " FROM unnest(CAST(? AS jsonb[])) k (pk)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, control.migration());
            statement.setString(2, table.toString());
            statement.setArray(3, Sql.texts(connection, keys));
            statement.executeUpdate();
        }
    }

    public boolean isEmpty(Connection connection) throws SQLException {
        String sql = "SELECT NOT EXISTS (SELECT FROM " + control.backlog() + " WHERE migration = ?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, control.migration());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}
