package io.migratingjdbc.tests.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.tests.harness.EmbeddedStores;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After completion the initial server is switched off for good (protocol section 10). */
class GoneStoreTest {
    private static final String ENDED = "a.ended";

    @TempDir
    private Path directory;

    @Test
    void theTargetAloneIsEnoughForOldAndNewProcesses() throws Exception {
        try (EmbeddedStores stores = EmbeddedStores.start(2)) {
            OperatedMigration migration = OperatedMigration.create(stores, directory);
            try (Connection old = migration.connect("migrating.poll-interval=50ms")) {
                complete(migration, old);
                stores.get(0).stop();

                worksWithTheTarget(old, "old");
                try (Connection another = migration.connect("migrating.poll-interval=50ms")) {
                    worksWithTheTarget(another, "another");
                }
                try (RemoteHost process = RemoteHost.start(migration, "new")) {
                    assertThat(process.ask("launch new")).startsWith("b.");
                    assertThat(process.ask("launch new")).isEqualTo("SQLState 23505");
                    assertThat(process.ask("state " + ENDED)).isEqualTo("ended");
                    assertThat(process.ask("keys")).isEqualTo("another,ended,migrated,new,old");
                }
                migration.run("status");
                migration.run("events");
            }
        }
    }

    /** With an entity in the target, one that drained from the initial store, and one that an archivist has copied. */
    private static void complete(OperatedMigration migration, Connection host) throws SQLException {
        String drained = OperatedMigration.launch(host, "drained");
        migration.run("start", "--wait");
        migration.run("advance", "--wait");
        migration.run("advance", "--wait");
        OperatedMigration.launch(host, "migrated");
        OperatedMigration.update(host, "DELETE FROM instances WHERE id = ?", drained);
        migration.target.execute(
                "INSERT INTO instances (id, business_key, state) VALUES ('" + ENDED + "', 'ended', 'ended')");
        migration.run("finish", "--wait");
        awaitHostAtTarget(migration);
    }

    /** Then the store may be given up, as status says. */
    private static void awaitHostAtTarget(OperatedMigration migration) throws SQLException {
        long deadline = System.nanoTime() + OperatedMigration.PATIENCE.toNanos();
        String there = "SELECT count(*) FROM migrating_host h JOIN migrating_migration m ON h.migration = m.name"
                + " WHERE h.acknowledged_epoch = m.epoch";
        while (migration.target.number(there) == 0) {
            assertThat(System.nanoTime())
                    .as("the host does not follow the target")
                    .isLessThan(deadline);
            migration.target.execute("SELECT pg_sleep(0.02)");
        }
    }

    private static void worksWithTheTarget(Connection connection, String key) throws SQLException {
        String id = OperatedMigration.launch(connection, key);
        assertThat(id).startsWith("b.");
        assertThat(OperatedMigration.update(connection, "UPDATE instances SET state = 'busy' WHERE id = ?", id))
                .isEqualTo(1);
        connection.setAutoCommit(false);
        assertThat(OperatedMigration.update(connection, "INSERT INTO definitions VALUES (?, 'x')", key))
                .isEqualTo(1);
        assertThat(OperatedMigration.keys(connection)).contains("ended", "migrated", key);
        connection.rollback();
        connection.setAutoCommit(true);
        try (ResultSet tables = connection.getMetaData().getTables(null, null, "instances", null)) {
            assertThat(tables.next()).isTrue();
        }
        assertThat(connection.isValid(5)).isTrue();
    }
}
