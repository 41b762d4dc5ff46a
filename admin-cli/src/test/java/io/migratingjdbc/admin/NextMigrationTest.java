package io.migratingjdbc.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A migration that is not the first of its tables: back, there again, or once more after a rollback. */
class NextMigrationTest {
    @TempDir
    private Path directory;

    private TestMigration migration;

    @BeforeEach
    void initialized() throws SQLException, IOException {
        migration = TestMigration.in(directory);
        done("init");
    }

    @Test
    void goesBackAndThereAgain() throws SQLException, IOException {
        migrate(migration.initial(), migration.target());
        direct("pg2", migration.target(), "pg1", migration.initial());
        assertThat(done("init").out()).contains("STABLE, epoch 6");
        migrate(migration.target(), migration.initial());
        direct("pg1", migration.initial(), "pg2", migration.target());
        assertThat(done("init").out()).contains("STABLE, epoch 11");
        migrate(migration.initial(), migration.target());
        for (String store : List.of(migration.initial(), migration.target())) {
            assertThat(migration.query(store, "SELECT count(*) FROM definition"))
                    .isEqualTo("9");
        }
    }

    @Test
    void startsAgainAfterARollbackFromPostMigration() throws SQLException {
        String initial = migration.initial();
        String target = migration.target();
        towardsPostMigration(initial, target);
        done("rollback");
        done("advance");
        define(target, "late");
        done("advance");
        define(initial, "rolled back");
        Cli back = done("advance", "--wait");
        assertThat(migration.phase()).isEqualTo("STABLE");
        assertThat(back.out()).contains("\"definition_id_seq\" keeps MAXVALUE", "definition.id has numbers beyond it");
        String runsInto = "SELECT max_value >= (SELECT max(id) FROM definition) FROM pg_sequences"
                + " WHERE sequencename = 'definition_id_seq'";
        assertThat(migration.query(initial, runsInto)).isEqualTo("f");
        assertThat(migration.query(initial, "SELECT max_value FROM pg_sequences WHERE sequencename = 'counter_id_seq'"))
                .isEqualTo("2147483647");
        define(initial, "not captured");
        migrate(initial, target);
        assertThat(migration.query(initial, runsInto)).isEqualTo("f");
        assertThat(migration.query(target, "SELECT count(*) FROM definition"))
                .isEqualTo(migration.query(initial, "SELECT count(*) FROM definition"));
    }

    private void migrate(String from, String to) throws SQLException {
        towardsPostMigration(from, to);
        define(to, "in POST_MIGRATION");
        done("finish", "--wait");
        assertThat(migration.query(to, "SELECT phase FROM migrating_migration")).isEqualTo("COMPLETED");
    }

    /** With numbers from the store that is open, which must not meet those of the other. */
    private void towardsPostMigration(String from, String to) throws SQLException {
        define(from, "in STABLE");
        done("start");
        define(from, "in PRE_MIGRATION");
        done("advance", "--wait");
        long above = Long.parseLong(
                migration.query(from, "SELECT max_value FROM pg_sequences WHERE sequencename = 'counter_id_seq'"));
        TestPostgres.execute(to, "SET migrating.host = 'test'; INSERT INTO counter (name) VALUES ('x')");
        assertThat(migration.query(to, "SELECT id FROM counter")).isEqualTo(String.valueOf(above + 1));
        TestPostgres.execute(to, "DELETE FROM counter");
        done("advance");
    }

    private void direct(String initialId, String initial, String targetId, String target) throws IOException {
        migration
                .set("initial.id", initialId)
                .set("initial.url", initial)
                .set("target.id", targetId)
                .set("target.url", target);
    }

    private void define(String store, String name) throws SQLException {
        TestPostgres.execute(store, "INSERT INTO definition (name) SELECT '" + name + " ' || gen_random_uuid()");
    }

    private Cli done(String... command) {
        Cli run = migration.run(command);
        assertThat(run.exitCode())
                .as(String.join(" ", command) + "\n" + run.out() + run.err())
                .isZero();
        return run;
    }
}
