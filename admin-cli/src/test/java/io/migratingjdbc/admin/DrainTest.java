package io.migratingjdbc.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left in the store that is given up: shown, waited for, left behind, dropped. */
class DrainTest {
    private static final String MARKED = "SET migrating.host = 'test'";

    @TempDir
    private Path directory;

    private TestMigration migration;

    /** 20 entities, of which every second has ended. */
    @BeforeEach
    void postMigration() throws SQLException, IOException {
        migration = TestMigration.in(directory).set("table.instance.finished-when", "state IN ('done', 'cancelled')");
        TestPostgres.execute(
                migration.initial(),
                MARKED,
                "INSERT INTO instance SELECT 'pg1.' || n, 'k' || n, NULL, CASE WHEN n % 2 = 0 THEN 'done' END"
                        + " FROM generate_series(10, 29) n",
                "INSERT INTO task (instance_id, state) SELECT 'pg1.' || n, 'x' FROM generate_series(10, 29) n, generate_series(1, 3)",
                "INSERT INTO counter (name) VALUES ('c1')");
        expect(0, "init");
        expect(3, "drain");
        expect(0, "start");
        assertThat(expect(3, "drain").err()).contains("No store is being given up in PRE_MIGRATION");
        expect(0, "advance", "--wait");
        expect(0, "advance");
    }

    @Test
    void showsWhatIsLeftHowFastItGoesAndTheOldest() throws SQLException {
        assertThat(expect(0, "drain").out())
                .contains(
                        "Store pg1 is being given up (POST_MIGRATION)",
                        "instance: 10 left",
                        "task: 30 left",
                        "counter: 1 left")
                .contains("instance: 10 have ended and are still there, 10 of them only there: run evacuate")
                .contains("the oldest of instance: pg1.11, key k11", "pg1.19", "Not drained yet")
                .doesNotContain("pg1.21");
        assertThat(expect(0, "drain", "--json").out()).contains("\"left\": 10", "\"ended\": 10", "\"drained\": false");

        TestPostgres.execute(
                migration.initial(),
                "UPDATE migrating_drained SET at = at - interval '50 minutes'",
                "UPDATE instance SET state = 'done' WHERE id < 'pg1.20'");

        assertThat(expect(0, "drain").out())
                .contains("instance: 5 left  [############............]  50 %  5 of 10  6.0/h  about 50 min 0 s left");

        TestPostgres.execute(
                migration.initial(),
                "DELETE FROM task",
                "DELETE FROM instance WHERE state IS NULL AND id > 'pg1.22'",
                "DELETE FROM counter",
                "INSERT INTO task (instance_id, state) VALUES (NULL, 'of nobody')");
        assertThat(expect(0, "drain").out())
                .as("NULL is not ended, and a row without an entity is left")
                .contains("instance: 1 left", "task: 1 left", "key k21");
    }

    @Test
    void waitsUntilNothingIsLeftButForWhatMustNotBeLeftBehind() throws SQLException {
        assertThat(expect(3, "drain", "--wait", "--timeout", "1ms").out()).contains("Not drained yet");
        assertThat(expect(3, "finish", "--drop", "--confirm", "workflow").out()).contains("nothing was changed");
        TestPostgres.execute(migration.initial(), "UPDATE instance SET state = 'cancelled'", "DELETE FROM counter");

        assertThat(expect(0, "drain", "--wait").out())
                .contains("instance: 0 left  [########################] 100 %  10 of 10", "Drained");
        assertThat(expect(3, "finish").out())
                .contains("[x]  Entities in pg1 (initial) have ended", "ended entities: instance 20");
        expect(3, "advance");
        expect(0, "finish", "--leave-ended");
        assertThat(migration.phase()).isEqualTo("COMPLETED");
        assertThat(expect(3, "finish", "--drop", "--confirm", "workflow").out())
                .contains("ended entities: instance 20", "nothing was dropped");
        expect(0, "finish", "--drop", "--confirm", "workflow", "--leave-ended");
    }

    @Test
    void dropsWhatWasGivenUpButForTheFence() throws SQLException {
        TestPostgres.execute(migration.initial(), "DELETE FROM task", "DELETE FROM instance", "DELETE FROM counter");
        assertThat(expect(2, "finish", "--drop").err()).contains("add --confirm");
        assertThat(expect(2, "finish", "--drop", "--confirm", "other").err())
                .contains("\"other\" is not the migration's name");
        assertThat(migration.phase()).isEqualTo("POST_MIGRATION");
        TestPostgres.execute(
                migration.initial(),
                "CREATE TABLE other (instance text REFERENCES instance)",
                "CREATE VIEW shown AS SELECT * FROM counter");

        assertThat(expect(3, "finish", "--drop", "--confirm", "workflow").out())
                .contains(
                        "Done: POST_MIGRATION -> COMPLETED",
                        "other_instance_fkey of table other refers to instance",
                        "drop the foreign key first");
        TestPostgres.execute(migration.initial(), "DROP TABLE other");
        assertThat(expect(1, "finish", "--drop", "--confirm", "workflow").err()).contains("counter", "depend");
        TestPostgres.execute(migration.initial(), "DROP VIEW shown");
        host();
        assertThat(expect(3, "finish", "--drop", "--confirm", "workflow").out()).contains("waiting for host behind");
        TestPostgres.execute(migration.initial(), "DELETE FROM migrating_host");
        String before = tables(migration.initial());
        assertThat(expect(0, "finish", "--drop", "--dry-run").out())
                .contains("would drop table \"public\".\"instance\"", "would drop migrating_backlog");
        assertThat(tables(migration.initial())).isEqualTo(before);

        assertThat(expect(0, "finish", "--drop", "--confirm", "workflow").out())
                .contains("dropped table \"public\".\"task\"");
        assertThat(tables(migration.initial())).isEqualTo("1");
        assertThat(migration.query(migration.initial(), "SELECT status || generation FROM migrating_store"))
                .isEqualTo("closed3");
        assertThat(expect(0, "finish", "--drop", "--confirm", "workflow").out()).contains("nothing left to drop");
        assertThat(expect(0, "status").out()).contains("COMPLETED");
        assertThat(expect(0, "events").out()).contains("drop in pg1");
    }

    @Test
    void dropsTheTargetAfterARollback() throws SQLException {
        expect(0, "rollback");
        expect(0, "advance");
        expect(0, "advance");

        assertThat(expect(0, "finish", "--drop", "--confirm", "workflow").out())
                .contains("dropped table \"public\".\"task\"");
        assertThat(migration.phase()).isEqualTo("STABLE");
        assertThat(tables(migration.target())).isEqualTo("1");
        assertThat(migration.query(migration.initial(), "SELECT count(*) FROM instance"))
                .isEqualTo("20");
    }

    private void host() throws SQLException {
        TestPostgres.execute(
                migration.initial(),
                "INSERT INTO migrating_host (host_id, migration, address, application, driver_version, lease_until)"
                        + " VALUES ('behind', 'workflow', 'node', 'app', '1', now() + interval '1 hour')");
    }

    private String tables(String store) throws SQLException {
        return migration.query(
                store, "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace");
    }

    private Cli expect(int exitCode, String... command) {
        Cli run = migration.run(command);
        assertThat(run.exitCode())
                .as(String.join(" ", command) + "\n" + run.out() + run.err())
                .isEqualTo(exitCode);
        return run;
    }
}
