package io.migratingjdbc.tests.demo;

import io.migratingjdbc.tests.harness.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What is in the initial store before anybody thinks of a migration: its instance ids know nothing of stores. */
record SeededWork(Path log, List<Instance> instances) {
    private static final int INSTANCES = 100;
    private static final int TASKS = 2;
    private static final String INSERT =
            "INSERT INTO instances (id, business_key, definition, owner, token) VALUES (?, ?, ?, '', ?)";

    static SeededWork insert(Database database, Path file) throws SQLException, IOException {
        List<Instance> instances = new ArrayList<>();
        try (WorkLog log = WorkLog.open(file);
                Connection connection = database.connect()) {
            for (int i = 0; i < Definitions.SEEDED; i++) {
                long started = WorkLog.now();
                Definitions.insert(connection, Definitions.seededName(i));
                log.defined(started, Definitions.seededName(i));
            }
            for (int i = 0; i < INSTANCES; i++) {
                Instance instance = new Instance("legacy-" + i, "old%05d".formatted(i), "old" + i, TASKS, 0, 0);
                long started = WorkLog.now();
                insert(connection, instance, Definitions.seededName(i % Definitions.SEEDED));
                LaunchStatements.tasks(connection, instance.id(), TASKS);
                log.launched(started, instance);
                instances.add(instance);
            }
        }
        return new SeededWork(file, instances);
    }

    /** Gives the instances to the hosts in turn. */
    void handOver(HostFleet fleet) {
        for (int i = 0; i < instances.size(); i++) {
            fleet.adopt(i, instances.get(i));
        }
    }

    private static void insert(Connection connection, Instance instance, String definition) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, instance.id());
            insert.setString(2, instance.key());
            insert.setString(3, definition);
            insert.setString(4, instance.token());
            insert.executeUpdate();
        }
    }
}
