package io.migratingjdbc.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copy, verify and pace as an operator uses them. */
class PaceTest {
    @TempDir
    private Path directory;

    private TestMigration migration;

    @BeforeEach
    void start() throws Exception {
        migration = TestMigration.in(directory);
        assertThat(migration.run("init").exitCode()).isZero();
    }

    @Test
    void ordersAreKeptAndShown() {
        assertThat(migration.run("start").exitCode()).isZero();
        assertThat(migration.run("pace").out()).contains("(auto)");

        assertThat(migration
                        .run("pace", "--max-rate", "5MB", "--pause", "--dry-run")
                        .out())
                .contains("5000000B/s", "paused");
        assertThat(migration.run("pace").out()).contains("(auto)");
        migration.run("pace", "--max-rate", "5MB", "--max-lag", "2s", "--pause-while", "SELECT false");
        Cli paused = migration.run("pace", "--pause", "--json");

        assertThat(paused.out())
                .contains("\"maxRate\": \"5000000B/s\"", "\"maxLagMillis\": 2000", "SELECT false", "\"paused\": true");
        assertThat(migration.run("status").out()).doesNotContain("copying");
        assertThat(migration
                        .run("pace", "--resume", "--max-lag", "none", "--pause-while", "none", "--max-rate", "auto")
                        .out())
                .contains("(auto)")
                .doesNotContain("held", "paused");
        assertThat(migration.run("events").out()).contains("pace");
    }

    @Test
    void wrongOrdersAreRefused() {
        assertThat(migration.run("pace", "--max-rate", "5MB").err()).contains("STABLE", "start");
        assertThat(migration.run("start").exitCode()).isZero();

        Cli wrong = migration.run("pace", "--max-rate", "5 parsecs");

        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("--max-rate", "5 parsecs", "20MB");
        assertThat(migration.run("pace", "--max-lag", "soon").err()).contains("--max-lag", "soon");
        assertThat(migration.run("pace", "--pause", "--stop").exitCode()).isEqualTo(2);
    }

    @Test
    void statusShowsWhatWasCopiedAndCompared() throws Exception {
        TestPostgres.execute(
                migration.initial(), "INSERT INTO definition (name) SELECT 'd' || i FROM generate_series(1, 500) i");
        assertThat(migration.run("start").exitCode()).isZero();
        assertThat(migration.run("copy", "--max-rate", "unlimited").exitCode()).isZero();
        assertThat(migration.run("verify").exitCode()).isZero();

        assertThat(migration.run("status").out())
                .contains("copied definition: 500 rows", "compared definition: 500 rows");
        assertThat(migration.run("status", "--json").out()).contains("\"complete\": true", "\"rows\": 500");
        assertThat(migration.query(migration.target(), "SELECT reltuples FROM pg_class WHERE relname = 'definition'"))
                .isEqualTo("500");
    }

    @Test
    void verifyTellsStrangersAndRepairs() throws Exception {
        TestPostgres.execute(
                migration.initial(), "INSERT INTO definition (name) SELECT 'd' || i FROM generate_series(1, 500) i");
        assertThat(migration.run("start").exitCode()).isZero();
        assertThat(migration.run("copy").exitCode()).isZero();
        TestPostgres.execute(migration.target(), "DELETE FROM definition WHERE id IN (3, 77)");
        TestPostgres.execute(
                migration.target(),
                "SET session_replication_role = replica; INSERT INTO instance (id, business_key) VALUES ('x', 'k')");

        Cli found = migration.run("verify");
        Cli repaired = migration.run("verify", "--repair");

        assertThat(found.exitCode()).isEqualTo(1);
        assertThat(found.out()).contains("2 rows missing in the target", "instance: 1 rows in the target that nobody");
        assertThat(repaired.exitCode()).isEqualTo(1);
        assertThat(repaired.out()).contains("500 rows are the same, 2 of them by repair", "for example x");
        TestPostgres.execute(migration.target(), "DELETE FROM instance");
        assertThat(migration.run("verify").exitCode()).isZero();
    }

    @Test
    void verifyTellsEntitiesWhoseIdsTheOtherStoreMade() throws Exception {
        assertThat(migration.run("start").exitCode()).isZero();
        assertThat(migration.run("advance", "--wait").exitCode()).isZero();
        TestPostgres.execute(
                migration.target(),
                "SET session_replication_role = replica;"
                        + " INSERT INTO instance (id, business_key) VALUES ('pg2.1', 'a'), ('pg1.1', 'b'), ('7', 'c');"
                        + " INSERT INTO task (instance_id) VALUES ('pg2.1'), ('pg1.1');"
                        + " INSERT INTO counter (id, name) VALUES (5, 'five'); INSERT INTO counter (name) VALUES ('own')");

        Cli found = migration.run("verify");

        assertThat(found.exitCode()).isEqualTo(1);
        assertThat(found.out())
                .contains("instance: 2 rows in the target that nobody launched there, for example pg1.1; 7")
                .contains("task: 1 rows in the target", "counter: 1 rows in the target")
                .contains("for example 5;");
    }
}
