package io.migratingjdbc.tests.demo;

import io.migratingjdbc.tests.harness.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is in one store.
 *
 * @param tasks the number of tasks by instance id
 * @param definitions the bodies by name
 */
record StoredRows(String store, List<Row> instances, Map<String, Integer> tasks, Map<String, String> definitions) {
    record Row(String id, String key, String token) {}

    static StoredRows read(String store, Database database) throws SQLException {
        List<Row> instances = new ArrayList<>();
        Map<String, Integer> tasks = new LinkedHashMap<>();
        Map<String, String> definitions = new LinkedHashMap<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery(
                    "SELECT id, business_key, token FROM instances WHERE NOT (" + History.FINISHED_WHEN + ")")) {
                while (rows.next()) {
                    instances.add(new Row(rows.getString(1), rows.getString(2), rows.getString(3)));
                }
            }
            try (ResultSet rows = statement.executeQuery(
                    "SELECT instance_id, count(*) FROM tasks WHERE instance_id NOT LIKE 'ended-%' GROUP BY instance_id")) {
                while (rows.next()) {
                    tasks.put(rows.getString(1), rows.getInt(2));
                }
            }
            try (ResultSet rows = statement.executeQuery("SELECT name, body FROM definitions")) {
                while (rows.next()) {
                    definitions.put(rows.getString(1), rows.getString(2));
                }
            }
        }
        return new StoredRows(store, instances, tasks, definitions);
    }

    int tasksOf(String id) {
        return tasks.getOrDefault(id, 0);
    }
}
