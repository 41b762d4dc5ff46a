package io.migratingjdbc.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's whole way, with no host registered. */
class WalkTest {
    @TempDir
    private Path directory;

    private TestMigration migration;

    @BeforeEach
    void initialized() throws SQLException, IOException {
        migration = TestMigration.in(directory);
        TestPostgres.execute(
                migration.initial(), "INSERT INTO definition (name) SELECT 'd' || n FROM generate_series(1, 1500) n");
        done("init");
    }

    @Test
    void goesFromStableToCompleted() throws SQLException, IOException {
        done("preflight");
        done("start");
        assertThat(migration.phase()).isEqualTo("PRE_MIGRATION");
        assertThat(migration.query(migration.initial(), "SELECT ranges FROM migrating_migration"))
                .contains("counter=0:pg1,")
                .contains("definition=0:pg1,");
        Cli toMigration = done("advance", "--wait");
        assertThat(toMigration.out()).contains("[ ]", "[x]  The immutable tables are copied");
        assertThat(migration.phase()).isEqualTo("MIGRATION");
        assertThat(migration.query(migration.target(), "SELECT count(*) FROM definition"))
                .isEqualTo("1500");
        assertThat(migration.query(migration.initial(), "SELECT status FROM migrating_store"))
                .isEqualTo("closed");
        done("advance");
        done("finish");
        assertThat(migration.query(migration.target(), "SELECT phase FROM migrating_migration"))
                .isEqualTo("COMPLETED");
        assertThat(migration.query(migration.target(), captureTriggers())).isEqualTo("0");
        assertThat(migration.query(migration.initial(), captureTriggers())).isEqualTo("0");
        assertThat(done("advance").out()).contains("nothing left to do");
        assertThat(done("status").out()).contains("COMPLETED");
        assertThat(done("events").out()).contains("from STABLE to PRE_MIGRATION", "from POST_MIGRATION to COMPLETED");
        TestPostgres.execute(
                migration.initial(),
                "INSERT INTO migrating_host (host_id, migration, address, application, driver_version, lease_until)"
                        + " VALUES ('behind', 'workflow', 'node', 'app', '1', now() + interval '1 hour')");
        assertThat(done("hosts").out()).contains("behind");
        migration.set("initial.url", "jdbc:postgresql://localhost:1/gone");
        assertThat(done("status").out()).contains("COMPLETED", "Store pg1 (initial): unreachable");
        assertThat(done("finish").out()).contains("Finished already");
        assertThat(done("events", "--json").out()).contains("\"what\": \"from POST_MIGRATION to COMPLETED\"");
    }

    @Test
    void statusSaysWhatIsWaitedFor() throws SQLException {
        TestPostgres.execute(
                migration.initial(),
                "SET migrating.host = 'test'",
                "INSERT INTO instance VALUES ('pg1.1', 'k1', 1, 'new')");
        done("start");
        TestPostgres.execute(migration.initial(), "INSERT INTO definition (name) VALUES ('captured')");

        assertThat(done("status").out())
                .contains("Migration workflow: PRE_MIGRATION, epoch 2", "launches go to pg1", "no host is registered")
                .contains("the other store is 1 immutable rows behind, by ", "the other store has all immutable rows")
                .contains("to be carried over: 1 rows of definition", "Next: MIGRATION", "[ ]  The immutable tables")
                .containsPattern("instance +1");
        assertThat(done("status", "--json").out())
                .contains("\"phase\": \"pre_migration\"", "\"accepting\": \"pg1\"", "\"state\": \"waiting\"")
                .containsPattern("\"lag\": \\{\\s*\"rows\": 1,\\s*\"seconds\": \\d");
    }

    @Test
    void rollsBackFromPreMigration() throws SQLException {
        done("start");
        done("rollback");

        assertThat(migration.phase()).isEqualTo("STABLE");
        assertThat(migration.query(migration.target(), "SELECT status FROM migrating_store"))
                .isEqualTo("closed");
        assertThat(migration.query(migration.initial(), captureTriggers())).isEqualTo("0");
        assertThat(migration.query(
                        migration.initial(),
                        "SELECT max_value FROM pg_sequences WHERE sequencename = 'counter_id_seq'"))
                .isEqualTo(String.valueOf(Integer.MAX_VALUE));
        done("start");
        assertThat(migration.phase()).isEqualTo("PRE_MIGRATION");
    }

    @Test
    void rollsBackFromPostMigration() throws SQLException {
        done("start");
        done("advance", "--wait");
        assertThat(notYet("rollback").out()).contains("advance to POST_MIGRATION");
        done("advance");
        TestPostgres.execute(migration.target(), "INSERT INTO definition (name) VALUES ('made in the target')");
        done("rollback");
        assertThat(migration.phase()).isEqualTo("PRE_ROLLBACK");
        done("advance");
        assertThat(migration.phase()).isEqualTo("ROLLING_BACK");
        assertThat(migration.query(migration.initial(), "SELECT count(*) FROM definition"))
                .isEqualTo("1501");
        done("advance");
        done("finish");
        assertThat(migration.phase()).isEqualTo("STABLE");
        done("start");
    }

    @Test
    void numbersCannotMeet() throws SQLException {
        done("start");

        long largest = Long.parseLong(migration.query(
                migration.initial(), "SELECT max_value FROM pg_sequences WHERE sequencename = 'counter_id_seq'"));
        TestPostgres.execute(
                migration.target(), "SET migrating.host = 'test'; INSERT INTO counter (name) VALUES ('x')");

        assertThat(migration.query(migration.target(), "SELECT id FROM counter"))
                .isEqualTo(String.valueOf(largest + 1));
        assertThat(notYet("rollback").out()).contains("counter 1");
    }

    /** An object-relational mapper numbers up to 49 below what it got, or up to 49 above. */
    @Test
    void blocksOfNumbersCannotMeet() throws SQLException {
        for (String store : List.of(migration.initial(), migration.target())) {
            TestPostgres.execute(
                    store,
                    "CREATE SEQUENCE blocks INCREMENT BY 50 OWNED BY definition.id",
                    "ALTER TABLE definition ALTER id DROP DEFAULT",
                    "DROP SEQUENCE definition_id_seq");
        }
        done("start");

        long largest = Long.parseLong(migration.query(
                migration.initial(), "SELECT max_value FROM pg_sequences WHERE sequencename = 'blocks'"));
        long smallest = Long.parseLong(migration.query(migration.target(), "SELECT nextval('blocks')"));
        assertThat(largest + 49).isEqualTo(smallest - 49 - 1);
        assertThat(migration.query(migration.initial(), "SELECT ranges FROM migrating_migration"))
                .contains("definition=0:pg1," + (smallest - 49) + ":pg2");
        assertThat(notYet("advance", "--dry-run").out())
                .contains("[x]  The numbers that the stores give out are apart");
    }

    private static String captureTriggers() {
        return "SELECT count(*) FROM pg_trigger WHERE tgname = 'migrating_capture'";
    }

    private Cli done(String... command) {
        return expect(0, command);
    }

    private Cli notYet(String... command) {
        return expect(3, command);
    }

    private Cli expect(int exitCode, String... command) {
        Cli run = migration.run(command);
        assertThat(run.exitCode())
                .as(String.join(" ", command) + "\n" + run.out() + run.err())
                .isEqualTo(exitCode);
        return run;
    }
}
