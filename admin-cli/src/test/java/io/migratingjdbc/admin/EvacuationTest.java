package io.migratingjdbc.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ended entities are copied to the store that stays, until they are the same there, whatever happens meanwhile. */
class EvacuationTest {
    private static final String MARKED = "SET migrating.host = 'test'";
    private static final String INSTANCES = "SELECT string_agg(i::text, ' ' ORDER BY id) FROM instance i";
    private static final String TASKS = "SELECT string_agg(t::text, ' ' ORDER BY id) FROM task t";

    private static final String WAITS =
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database ="
                    + " (SELECT oid FROM pg_database WHERE datname = current_database()))";

    /** With a state that tells of no single entity. */
    private static final String STOP = "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$BEGIN RAISE EXCEPTION 'stopped here' USING ERRCODE = '55000'; END$$";

    @TempDir
    private Path directory;

    private TestMigration migration;

    /** 1,200 ended entities with two children each, and one that has not ended. */
    @BeforeEach
    void postMigration() throws SQLException, IOException {
        migration = TestMigration.in(directory).set("table.instance.finished-when", "state = 'done'");
        initial(
                "INSERT INTO definition (name) VALUES ('d1')",
                "INSERT INTO instance SELECT 'pg1.' || n, 'k' || n, 1, 'done' FROM generate_series(1000, 2199) n",
                "INSERT INTO instance VALUES ('pg1.1', 'open', NULL, 'new')",
                "INSERT INTO task (instance_id, state) SELECT id, 'x' FROM instance, generate_series(1, 2)");
        expect(0, "init");
        expect(0, "start");
        assertThat(expect(3, "evacuate").err()).contains("No store is being given up in PRE_MIGRATION");
        expect(0, "advance", "--wait");
        expect(0, "advance");
    }

    @Test
    void copiesEndedEntitiesWithTheirChildren() throws SQLException {
        assertThat(expect(0, "evacuate", "--dry-run").out())
                .contains("would copy 1200 ended entities of instance from pg1 to pg2");
        assertThat(target("SELECT count(*) FROM instance")).isEqualTo("0");

        Cli evacuate = expect(0, "evacuate", "--json", "--parallel", "3");

        assertThat(evacuate.out()).contains("\"copied\": 1200", "\"rows\": 3600", "\"left\": 0");
        assertThat(target("SELECT count(*) FROM migrating_evacuated")).isEqualTo("1200");
        assertThatThrownBy(() -> initial("TRUNCATE task")).hasMessageContaining("Use DELETE");
        assertThat(expect(0, "drain").out())
                .contains("instance: 1 left", "task: 2 left", "1200 have ended and are still there, all of them also");
        assertThat(expect(0, "evacuate").out()).contains("instance: 0 ended entities copied");
        initial("DELETE FROM task WHERE instance_id = 'pg1.1'", "DELETE FROM instance WHERE id = 'pg1.1'");
        expect(0, "finish");
        assertThat(target(INSTANCES)).isEqualTo(initialHas(INSTANCES));
        assertThat(target(TASKS)).isEqualTo(initialHas(TASKS));
        assertThat(target("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'migrating_stale%'"))
                .isEqualTo("0");
        assertThat(migration.query(migration.target(), "SELECT phase || target_copies FROM migrating_migration"))
                .isEqualTo("COMPLETED0");
        assertThatThrownBy(() -> initial("UPDATE instance SET definition_id = NULL"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40001"));
        assertThat(expect(0, "events").out()).contains("expect copies in pg2", "evacuate pg1");
        expect(0, "finish", "--drop", "--confirm", "workflow");
    }

    @Test
    void whatChangesAfterAllIsCopiedAgain() throws SQLException {
        expect(0, "evacuate");
        initial(
                "UPDATE instance SET definition_id = NULL WHERE id = 'pg1.1001'",
                "INSERT INTO task (instance_id, state) VALUES ('pg1.1002', 'late')",
                "DELETE FROM task WHERE instance_id = 'pg1.1003'",
                "UPDATE instance SET state = 'reopened' WHERE id = 'pg1.1004'",
                "DELETE FROM task WHERE instance_id = 'pg1.1005'",
                "DELETE FROM instance WHERE id = 'pg1.1005'");
        assertThat(expect(0, "drain").out()).contains("1198 have ended and are still there, 5 of them only there");
        assertThat(expect(3, "finish").out()).contains("ended entities: instance 5; run evacuate");

        assertThat(expect(0, "evacuate").out())
                .contains("instance: 3 ended entities copied", "2 copies taken away again");

        assertThat(target("SELECT definition_id FROM instance WHERE id = 'pg1.1001'"))
                .isNull();
        assertThat(target("SELECT count(*) FROM task WHERE instance_id = 'pg1.1002'"))
                .isEqualTo("3");
        assertThat(target("SELECT count(*) FROM task WHERE instance_id = 'pg1.1003'"))
                .isEqualTo("0");
        assertThat(target("SELECT count(*) FROM instance WHERE id IN ('pg1.1004', 'pg1.1005')"))
                .isEqualTo("0");
        assertThat(target("SELECT count(*) FROM migrating_evacuated")).isEqualTo("1198");
        assertThat(initialHas("SELECT count(*) FROM migrating_ended_change")).isEqualTo("0");
    }

    @Test
    void aWriterWithAnOldSnapshotIsNoted() throws SQLException {
        try (Connection old = TestPostgres.connect(migration.initial());
                Statement writer = old.createStatement()) {
            old.setAutoCommit(false);
            old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            writer.executeQuery("SELECT 1 FROM instance LIMIT 1");
            expect(0, "evacuate");
            writer.execute("UPDATE instance SET definition_id = NULL WHERE id = 'pg1.1001'");
            old.commit();
        }

        assertThat(expect(0, "drain").out()).contains("1 of them only there");
        expect(0, "evacuate");
        assertThat(target("SELECT definition_id FROM instance WHERE id = 'pg1.1001'"))
                .isNull();
    }

    @Test
    void oneThatCannotBeCopiedDoesNotHoldUpTheOthers() throws SQLException {
        TestPostgres.execute(migration.target(), MARKED, "INSERT INTO instance VALUES ('pg2.1', 'k1500', NULL, 'new')");

        Cli evacuate = expect(1, "evacuate");

        assertThat(evacuate.out())
                .contains("1199 ended entities copied", "1 not copied", "pg1.1500 cannot be copied", "business_key");
        assertThat(target("SELECT count(*) FROM migrating_evacuated")).isEqualTo("1199");
        TestPostgres.execute(migration.target(), "DELETE FROM instance WHERE id = 'pg2.1'");
        assertThat(expect(0, "evacuate").out()).contains("1 ended entities copied");
    }

    @Test
    void oneThatATriggerRefusesDoesNotHoldUpTheOthers() throws SQLException {
        TestPostgres.execute(
                migration.target(),
                "CREATE FUNCTION picky() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$BEGIN RAISE EXCEPTION 'not this one'; END$$",
                "CREATE TRIGGER picky BEFORE INSERT ON instance FOR EACH ROW WHEN (NEW.id = 'pg1.1500')"
                        + " EXECUTE FUNCTION picky()");

        assertThat(expect(1, "evacuate").out())
                .contains("1199 ended entities copied", "1 not copied", "pg1.1500 cannot be copied", "not this one");
    }

    @Test
    void whatChangedIsGivenToOneWorker() throws SQLException {
        expect(0, "evacuate");
        initial("UPDATE instance SET definition_id = NULL WHERE state = 'done'");

        Cli evacuate = expect(0, "evacuate", "--json", "--parallel", "3");

        assertThat(evacuate.out()).contains("\"copied\": 1200", "\"rows\": 3600", "\"left\": 0");
        assertThat(target(INSTANCES)).isEqualTo(initialHas(INSTANCES + " WHERE state = 'done'"));
    }

    /** As if the process had been killed when it had marked them anew. */
    @Test
    void whatIsGoneIsTakenAwayAfterAStop() throws SQLException {
        expect(0, "evacuate");
        initial(
                "UPDATE instance SET state = 'reopened' WHERE id = 'pg1.1004'",
                "DELETE FROM task WHERE instance_id = 'pg1.1005'",
                "DELETE FROM instance WHERE id = 'pg1.1005'");
        TestPostgres.execute(
                migration.target(),
                STOP,
                "CREATE TRIGGER stop BEFORE UPDATE OR DELETE ON migrating_evacuated FOR EACH ROW"
                        + " EXECUTE FUNCTION stop()");
        assertThat(expect(1, "evacuate").err()).contains("stopped here");
        TestPostgres.execute(migration.target(), "DROP TRIGGER stop ON migrating_evacuated");

        assertThat(expect(3, "finish").out()).contains("ended entities: instance 2");
        assertThat(expect(0, "evacuate").out()).contains("2 copies taken away again");

        assertThat(target("SELECT count(*) FROM instance")).isEqualTo("1198");
    }

    @Test
    void refusesWhatWouldCascade() throws SQLException {
        TestPostgres.execute(
                migration.target(),
                "CREATE TABLE note (id int, instance text CONSTRAINT of_instance REFERENCES instance (id)"
                        + " ON DELETE SET NULL)");

        assertThat(expect(1, "evacuate").err()).contains("of_instance", "note", "replacing a copy");

        assertThat(target("SELECT count(*) FROM instance")).isEqualTo("0");
    }

    @Test
    void waitsForHosts() throws SQLException {
        initial(
                "INSERT INTO migrating_host (host_id, migration, address, application, driver_version, acknowledged_epoch,"
                        + " lease_until) VALUES ('slow', 'workflow', 'node', 'app', '1', 4, now() + interval '1 hour')");

        assertThat(expect(3, "evacuate", "--timeout", "300ms").out()).contains("waiting for host slow");

        assertThat(target("SELECT count(*) FROM instance")).isEqualTo("0");
        initial("UPDATE migrating_host SET acknowledged_epoch = (SELECT epoch FROM migrating_migration)");
        expect(0, "evacuate");
    }

    /** As if the process had been killed before, or between, the commits of the two stores. */
    @Test
    void mayStopBetweenTheStoresCommits() throws SQLException {
        TestPostgres.execute(
                migration.target(),
                STOP,
                "CREATE TRIGGER stop BEFORE INSERT ON task FOR EACH ROW EXECUTE FUNCTION stop()");
        assertThat(expect(1, "evacuate").err()).contains("stopped here");
        assertThat(target("SELECT count(*) FROM instance")).isEqualTo("0");
        TestPostgres.execute(migration.target(), "DROP TRIGGER stop ON task");
        TestPostgres.execute(
                migration.initial(),
                STOP,
                "CREATE TRIGGER stop BEFORE UPDATE OF copied ON migrating_ended FOR EACH ROW WHEN (NEW.copied)"
                        + " EXECUTE FUNCTION stop()");

        assertThat(expect(1, "evacuate").err()).contains("stopped here");

        assertThat(target("SELECT count(*) > 0 FROM migrating_evacuated")).isEqualTo("t");
        assertThat(expect(0, "drain").out()).contains("1200 of them only there");
        TestPostgres.execute(migration.initial(), "DROP TRIGGER stop ON migrating_ended");
        initial("UPDATE instance SET definition_id = NULL WHERE id = 'pg1.1000'");
        assertThat(expect(0, "evacuate").out()).contains("1200 ended entities copied");
        assertThat(target(INSTANCES)).isEqualTo(initialHas(INSTANCES + " WHERE state = 'done'"));
        assertThat(target(TASKS)).isEqualTo(initialHas(TASKS + " WHERE instance_id <> 'pg1.1'"));
    }

    /** One who wrote before the entity was marked and has not committed yet, and one who writes after it was read. */
    @Test
    void noWriterIsOverlooked() throws Exception {
        expect(0, "evacuate");
        initial("INSERT INTO instance VALUES ('pg1.3000', 'k3000', 1, 'done'), ('pg1.3001', 'k3001', 1, 'done')");
        TestPostgres.execute(
                migration.target(),
                "CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NEW; END$$",
                "CREATE TRIGGER hold BEFORE INSERT ON instance FOR EACH ROW EXECUTE FUNCTION hold()");
        try (Connection early = TestPostgres.connect(migration.initial());
                Statement writer = early.createStatement();
                Connection holder = TestPostgres.connect(migration.target());
                Statement hold = holder.createStatement()) {
            hold.execute("SELECT pg_advisory_lock(4711)");
            early.setAutoCommit(false);
            writer.execute("INSERT INTO task (instance_id, state) VALUES ('pg1.3000', 'early')");
            CompletableFuture<Cli> evacuate = CompletableFuture.supplyAsync(() -> migration.run("evacuate"));
            await(migration.initial(), "SELECT EXISTS (SELECT FROM migrating_ended WHERE id = 'pg1.3000')");
            assertThat(target(WAITS)).isEqualTo("f");
            early.commit();
            await(migration.target(), WAITS);
            initial("UPDATE instance SET definition_id = NULL WHERE id = 'pg1.3001'");
            hold.execute("SELECT pg_advisory_unlock(4711)");

            Cli done = evacuate.get(60, TimeUnit.SECONDS);
            assertThat(done.exitCode()).as(done.out() + done.err()).isZero();
        }
        assertThat(target("SELECT count(*) FROM task WHERE state = 'early'")).isEqualTo("1");
        expect(0, "evacuate");
        assertThat(target(INSTANCES)).isEqualTo(initialHas(INSTANCES + " WHERE state = 'done'"));
    }

    /** A host that does not know yet that the migration is over writes to nowhere. */
    @Test
    void aSealThatWasLeftIsOpenedByTheNextCommand() throws SQLException {
        expect(0, "evacuate");
        initial("UPDATE migrating_evacuation SET sealed_in = 1");
        assertThatThrownBy(() -> initial("DELETE FROM task")).hasMessageContaining("gives this database up");

        expect(3, "finish", "--dry-run");
        assertThatThrownBy(() -> initial("DELETE FROM task")).hasMessageContaining("gives this database up");
        assertThat(expect(3, "finish").out()).contains("rows left: instance 1");

        initial("UPDATE task SET state = 'y'");
    }

    private void await(String store, String condition) throws SQLException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!migration.query(store, condition).equals("t")) {
            assertThat(System.nanoTime()).as(condition).isLessThan(deadline);
            migration.query(store, "SELECT pg_sleep(0.02)");
        }
    }

    @Test
    void worksInTheOtherDirection() throws SQLException {
        expect(0, "evacuate");
        TestPostgres.execute(
                migration.target(),
                MARKED,
                "INSERT INTO instance VALUES ('pg2.1', 'there', 1, 'done')",
                "INSERT INTO task (instance_id, state) VALUES ('pg2.1', 'y')");
        expect(0, "rollback");
        assertThat(expect(3, "evacuate").err()).contains("No store is being given up in PRE_ROLLBACK");
        expect(0, "advance");
        expect(0, "advance");
        assertThat(expect(0, "drain").out())
                .contains("instance: 0 left", "instance: 1 have ended", "1 of them only there");
        assertThat(expect(3, "finish").out()).contains("ended entities: instance 1");

        assertThat(expect(0, "evacuate").out()).contains("instance: 1 ended entities copied (2 rows");
        expect(0, "finish");

        assertThat(migration.phase()).isEqualTo("STABLE");
        assertThat(initialHas("SELECT count(*) FROM instance")).isEqualTo("1202");
        assertThat(initialHas("SELECT state FROM task WHERE instance_id = 'pg2.1'"))
                .isEqualTo("y");
        assertThat(
                        initialHas(
                                "SELECT count(*) FROM pg_trigger WHERE tgname IN ('migrating_ended', 'migrating_ended_truncate', 'migrating_stale')"))
                .isEqualTo("0");
        assertThat(
                        initialHas(
                                "SELECT count(*) FROM pg_proc WHERE proname LIKE 'migrating_ended%' OR proname LIKE 'migrating_stale%'"))
                .isEqualTo("0");
        initial("UPDATE instance SET definition_id = NULL");
    }

    private void initial(String... statements) throws SQLException {
        String[] all = new String[statements.length + 1];
        all[0] = MARKED;
        System.arraycopy(statements, 0, all, 1, statements.length);
        TestPostgres.execute(migration.initial(), all);
    }

    private String initialHas(String query) throws SQLException {
        return migration.query(migration.initial(), query);
    }

    private String target(String query) throws SQLException {
        return migration.query(migration.target(), query);
    }

    private Cli expect(int exitCode, String... command) {
        Cli run = migration.run(command);
        assertThat(run.exitCode())
                .as(String.join(" ", command) + "\n" + run.out() + run.err())
                .isEqualTo(exitCode);
        return run;
    }
}
