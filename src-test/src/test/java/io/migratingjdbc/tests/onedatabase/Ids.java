package io.migratingjdbc.tests.onedatabase;

import io.migratingjdbc.internal.model.Role;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Tells the plain database, and the workload, the ids that rows got in the pair. */
final class Ids implements AutoCloseable {
    private final Connection ours;
    private final Connection plain;
    private final Map<Role, Connection> stores;
    private final Known known;

    /** @param ours the application's connection, the only one that sees what it has not yet committed */
    Ids(Connection ours, Connection plain, Pair pair, Known known) throws SQLException {
        this.ours = ours;
        this.plain = plain;
        this.stores = Map.of(
                Role.INITIAL, pair.migration.store(Role.INITIAL).connect(),
                Role.TARGET, pair.migration.store(Role.TARGET).connect());
        this.known = known;
    }

    void transfer(Table table, Progress progress) throws SQLException {
        if (table.id() == null) {
            return;
        }
        StringBuilder ids = new StringBuilder("{");
        for (Connection connection : progress.inTransaction() ? List.of(ours) : stores.values()) {
            read(connection, table, ids);
        }
        if (!table.made()) {
            return;
        }
        try (PreparedStatement statement = plain.prepareStatement("SELECT set_config(?, ?, false)")) {
            statement.setString(1, Templates.IDS);
            statement.setString(2, ids.append("}").toString());
            statement.execute();
        }
    }

    /** What a query finds in one store. */
    List<String> of(Role store, String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Statement statement = stores.get(store).createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    private void read(Connection connection, Table table, StringBuilder ids) throws SQLException {
        List<String> columns = new ArrayList<>();
        table.key().forEach(column -> columns.add(column.name()));
        columns.add(table.id().name());
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT " + String.join(", ", columns) + " FROM " + table.name())) {
            while (rows.next()) {
                List<Object> key = new ArrayList<>();
                for (int i = 1; i < columns.size(); i++) {
                    key.add(value(rows.getObject(i)));
                }
                Object id = value(rows.getObject(columns.size()));
                known.met(table, key, id);
                ids.append(ids.length() == 1 ? "" : ",").append('"');
                key.forEach(part -> ids.append('/').append(part));
                ids.append("\":\"").append(id).append('"');
            }
        }
    }

    private static Object value(Object value) {
        return value instanceof UUID ? value.toString() : value;
    }

    @Override
    public void close() throws SQLException {
        for (Connection store : stores.values()) {
            store.close();
        }
    }
}
