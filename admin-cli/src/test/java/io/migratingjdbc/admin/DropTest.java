package io.migratingjdbc.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code finish --drop} leaves alone: records, other migrations, other people's tables, rows that are nowhere else. */
class DropTest {
    @TempDir
    private Path directory;

    private TestMigration migration;

    @BeforeEach
    void empty() throws SQLException, IOException {
        migration = TestMigration.in(directory);
    }

    @Test
    void keepsTheMigrationsOwnRecordWhereItLivesInTheTarget() throws SQLException, IOException {
        migration.set("metadata.id", "pg2");
        postMigration();
        rolledBack();

        assertThat(done("finish", "--drop", "--confirm", "workflow").out())
                .contains("dropped migrating_foreign")
                .contains("Store pg2 has only its fence and the migration's record left");

        assertThat(migration.query(migration.target(), "SELECT phase FROM migrating_migration"))
                .isEqualTo("STABLE");
        assertThat(done("status").out()).contains("STABLE");
        assertThat(done("finish", "--drop", "--confirm", "workflow").out()).contains("nothing left to drop");
    }

    @Test
    void keepsTheRecordOfAnotherMigrationThatHasNoFenceThere() throws SQLException, IOException {
        postMigration();
        TestPostgres.execute(
                migration.initial(),
                "CREATE TABLE migrating_birds (name text)",
                "INSERT INTO migrating_migration (name, phase, primary_store, epoch, initial_store, target_store,"
                        + " initial_generation, target_generation, plan, plan_hash)"
                        + " VALUES ('another', 'STABLE', 'a', 1, 'a', 'b', 1, 1, 'p', 'h')",
                "INSERT INTO migrating_event (migration, who, what, result) VALUES ('another', 'w', 'x', 'y')");
        done("finish", "--wait");

        assertThat(done("finish", "--drop", "--confirm", "workflow").out())
                .contains("dropped rows of migrating_event", "only its fence and what another migration uses left");

        assertThat(migration.query(migration.initial(), "SELECT string_agg(name, ' ') FROM migrating_migration"))
                .isEqualTo("another");
        assertThat(migration.query(
                        migration.initial(), "SELECT string_agg(DISTINCT migration, ' ') FROM migrating_event"))
                .isEqualTo("another");
        assertThat(migration.query(migration.initial(), "SELECT count(*) FROM migrating_birds"))
                .isEqualTo("0");
    }

    @Test
    void keepsWhatOnlyLooksLikeItsOwn() throws SQLException, IOException {
        postMigration();
        TestPostgres.execute(
                migration.initial(),
                "CREATE TABLE migrating_birds (name text)",
                "CREATE FUNCTION migrating_north() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "CREATE FUNCTION migrating_guard(int) RETURNS int LANGUAGE sql AS 'SELECT 1'");
        done("finish", "--wait");

        assertThat(done("finish", "--drop", "--confirm", "workflow").out())
                .contains("dropped migrating_guard()")
                .doesNotContain("birds", "north");

        assertThat(migration.query(
                        migration.initial(),
                        "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class"
                                + " WHERE relkind = 'r' AND relname LIKE 'migrating%'"))
                .isEqualTo("migrating_birds migrating_store");
        assertThat(migration.query(
                        migration.initial(),
                        "SELECT string_agg(oid::regprocedure::text, ' ' ORDER BY oid::regprocedure::text) FROM pg_proc"
                                + " WHERE proname LIKE 'migrating%'"))
                .isEqualTo("migrating_guard(integer) migrating_north()");
    }

    @Test
    void endsWhatTheFinishBeforeItHadToLeave() throws SQLException, IOException {
        postMigration();
        TestPostgres.execute(
                migration.initial(),
                "INSERT INTO migrating_host (host_id, migration, address, application, driver_version, acknowledged_epoch,"
                        + " lease_until) SELECT 'host', name, 'a', 'app', '1', epoch, now() + interval '1 hour'"
                        + " FROM migrating_migration");
        assertThat(migration.run("finish").exitCode()).isEqualTo(3);
        assertThat(captures()).isPositive();
        TestPostgres.execute(migration.initial(), "DELETE FROM migrating_host");

        done("finish", "--drop", "--confirm", "workflow");

        assertThat(captures()).isZero();
    }

    /** Of the store that goes on. */
    private int captures() throws SQLException {
        return Integer.parseInt(migration.query(
                migration.target(), "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'migrating_capture%'"));
    }

    private void postMigration() {
        done("init");
        done("start");
        done("advance", "--wait");
        done("advance");
    }

    private void rolledBack() {
        done("rollback");
        done("advance");
        done("advance");
        done("finish", "--wait");
    }

    private Cli done(String... command) {
        Cli run = migration.run(command);
        assertThat(run.exitCode())
                .as(String.join(" ", command) + "\n" + run.out() + run.err())
                .isZero();
        return run;
    }
}
