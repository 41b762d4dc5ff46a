package io.migratingjdbc.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a precondition does not hold, nothing changes, the output says what to do, and the exit code is 3. */
class PreconditionTest {
    private static final String MARKED = "SET migrating.host = 'test'";

    @TempDir
    private Path directory;

    private TestMigration migration;

    @BeforeEach
    void initialized() throws SQLException, IOException {
        migration = TestMigration.in(directory);
        assertThat(migration.run("init").exitCode()).isZero();
    }

    @Test
    void startNeedsPreflight() throws SQLException {
        TestPostgres.execute(migration.initial(), "CREATE TABLE forgotten (id int)");

        refused("Table forgotten has no class", "start");

        assertThat(migration.run("preflight").exitCode()).isEqualTo(1);
    }

    @Test
    void startNeedsAnEmptyTarget() throws SQLException {
        TestPostgres.execute(migration.target(), MARKED, "INSERT INTO instance VALUES ('x', 'k', NULL, 'new')");

        refused("Table instance has 1 rows in pg2", "start");
    }

    @Test
    void startNeedsThatNoForeignWriterWasSeen() throws SQLException {
        TestPostgres.execute(migration.initial(), "INSERT INTO instance VALUES ('x', 'k', NULL, 'new')");

        refused("wrote to instance in pg1 (initial) without the driver", "start");
        refused("wrote to instance", "start", "--foreign-max-age", "1h");
    }

    @Test
    void everyTransitionNeedsAllHosts() throws SQLException {
        host("h1", 1, true);
        refused("waiting for host h1", "advance", "--dry-run");
        acknowledged();
        done("start");
        refused("waiting for host h1", "advance");
        acknowledged();
        done("advance", "--wait");
        refused("waiting for host h1", "advance");
        acknowledged();
        done("advance");
        refused("waiting for host h1", "finish");
        done("rollback");
        refused("waiting for host h1", "advance");
        acknowledged();
        done("advance");
        refused("waiting for host h1", "advance");
        acknowledged();
        done("advance");
        refused("waiting for host h1", "finish");
    }

    @Test
    void waitsForAHostThatMayComeBackUntilItIsEvicted() throws SQLException {
        done("start");
        host("gone", 2, false);

        refused("hosts evict gone", "advance", "--wait", "--timeout", "300ms");
        TestPostgres.execute(
                migration.initial(), "UPDATE migrating_host SET lease_until = now() + interval '1 hour'");
        assertThat(migration.run("hosts", "evict", "gone").err()).contains("is alive");
        TestPostgres.execute(migration.initial(), "UPDATE migrating_host SET lease_until = now()");
        done("hosts", "evict", "gone");

        done("advance", "--wait");
        assertThat(migration.run("events").out()).contains("evict host gone");
    }

    @Test
    void migrationNeedsCopyAndVerification() throws SQLException {
        TestPostgres.execute(migration.initial(), "INSERT INTO definition (name) VALUES ('d1')");
        done("start");

        refused("run copy", "advance");
        done("copy");
        refused("run verify", "advance");
        done("verify");
        refused("run verify", "advance", "--verify-max-age", "0s");

        done("advance");
    }

    @Test
    void migrationNeedsACleanVerification() throws SQLException {
        TestPostgres.execute(migration.initial(), "INSERT INTO definition (id, name) VALUES (7, 'here')");
        TestPostgres.execute(migration.target(), "INSERT INTO definition (id, name) VALUES (7, 'there')");
        done("start");
        done("copy");

        assertThat(migration.run("verify").exitCode()).isEqualTo(1);
        refused("1 different", "advance", "--wait");

        TestPostgres.execute(migration.target(), "UPDATE definition SET name = 'here'");
        done("verify");
        done("advance");
    }

    @Test
    void completionNeedsADrainedStoreAndRollbackToo() throws SQLException {
        TestPostgres.execute(migration.initial(), MARKED, "INSERT INTO instance VALUES ('pg1.1', 'k1', NULL, 'new')");
        done("start");
        done("advance", "--wait");
        done("advance");
        refused("rows left: instance 1", "finish");
        refused("rows left: instance 1", "advance");

        TestPostgres.execute(migration.target(), MARKED, "INSERT INTO instance VALUES ('pg2.1', 'k2', NULL, 'new')");
        done("rollback");
        done("advance");
        done("advance");
        refused("rows left: instance 1", "finish");

        TestPostgres.execute(migration.target(), "DELETE FROM instance");
        done("finish");
        assertThat(migration.phase()).isEqualTo("STABLE");
    }

    @Test
    void dryRunsChangeNothing() throws SQLException {
        String before = record();

        done("start", "--dry-run");

        assertThat(record()).isEqualTo(before);
        assertThat(migration.query(
                        migration.initial(), "SELECT count(*) FROM pg_trigger WHERE tgname = 'migrating_capture'"))
                .isEqualTo("0");
    }

    private void refused(String reason, String... command) throws SQLException {
        String before = record();
        Cli run = migration.run(command);
        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(3);
        assertThat(run.out()).contains(reason, "nothing was changed");
        assertThat(record()).isEqualTo(before);
    }

    private void done(String... command) {
        Cli run = migration.run(command);
        assertThat(run.exitCode())
                .as(String.join(" ", command) + "\n" + run.out() + run.err())
                .isZero();
    }

    private String record() throws SQLException {
        return migration.query(migration.initial(), "SELECT m::text FROM migrating_migration m");
    }

    private void host(String id, long acknowledged, boolean live) throws SQLException {
        TestPostgres.execute(
                migration.initial(),
                "INSERT INTO migrating_host (host_id, migration, address, application, driver_version,"
                        + " acknowledged_epoch, lease_until) VALUES ('" + id
                        + "', 'workflow', 'node/10.0.0.1', 'app', '1', "
                        + (acknowledged - 1) + ", now() + interval '" + (live ? 1 : -1) + " hour')");
    }

    private void acknowledged() throws SQLException {
        TestPostgres.execute(
                migration.initial(),
                "UPDATE migrating_host SET acknowledged_epoch = (SELECT epoch FROM migrating_migration)");
    }
}
