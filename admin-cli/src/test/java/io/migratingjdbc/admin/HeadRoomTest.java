package io.migratingjdbc.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers that two stores give out must not only be apart, there must be enough of them. */
class HeadRoomTest {
    @TempDir
    private Path directory;

    private TestMigration migration;

    @BeforeEach
    void create() throws SQLException, IOException {
        migration = TestMigration.in(directory);
    }

    private void both(String... statements) throws SQLException {
        TestPostgres.execute(migration.initial(), statements);
        TestPostgres.execute(migration.target(), statements);
    }

    private Cli preflight() {
        assertThat(migration.run("init").exitCode()).isZero();
        return migration.run("preflight");
    }

    @Test
    void aColumnWhoseNumbersAreMoreThanHalfUsed() throws SQLException {
        TestPostgres.execute(migration.initial(), "INSERT INTO counter (id, name) VALUES (1500000000, 'x')");

        assertThat(preflight().out())
                .contains("WARN  Both stores have numbers left")
                .contains("counter.id has 323741823 numbers left for each store, after 1500000000");
        assertThat(migration.run("start").exitCode()).isZero();
    }

    @Test
    void aColumnWithoutNumbers() throws SQLException {
        TestPostgres.execute(migration.initial(), "INSERT INTO counter (id, name) VALUES (2147483640, 'x')");

        assertThat(preflight().out())
                .contains("FAIL  Both stores have numbers left")
                .contains("counter.id has only 3 numbers left for each store (of 2147483647)")
                .contains("make the column a bigint");
        assertThat(migration.run("start").exitCode()).isEqualTo(3);
    }

    @Test
    void aSmallIdentity() throws SQLException {
        both("ALTER TABLE counter ALTER id TYPE smallint");

        assertThat(preflight().out()).contains("WARN  Both stores", "counter.id has 16383 numbers left for each store");
        assertThat(migration.run("start").out()).contains("counter=0:pg1,16000:pg2");
    }

    @Test
    void aBigintFilledFromAnIntegerSequence() throws SQLException {
        both("ALTER TABLE definition ALTER id TYPE bigint", "ALTER SEQUENCE definition_id_seq AS int");
        TestPostgres.execute(migration.initial(), "SELECT setval('definition_id_seq', 1000000)");
        assertThat(preflight().out()).contains("OK    Both stores have numbers left");

        assertThat(migration.run("start").out()).contains("definition=0:pg1,1000000000:pg2");
    }

    @Test
    void columnsThatShareASequence() throws SQLException {
        both(
                "CREATE SEQUENCE shared",
                "ALTER TABLE definition ALTER id SET DEFAULT nextval('shared')",
                "ALTER TABLE task ALTER id SET DEFAULT nextval('shared')",
                "DROP SEQUENCE definition_id_seq, task_id_seq");
        TestPostgres.execute(migration.initial(), "INSERT INTO task (id, instance_id) VALUES (2000000000000, NULL)");

        assertThat(preflight().out()).contains("OK    Both stores have numbers left");
        assertThat(migration.run("start").out()).contains("definition=0:pg1,3000000000000:pg2");
        assertThat(migration.query(
                        migration.target(), "SELECT min_value FROM pg_sequences WHERE sequencename = 'shared'"))
                .isEqualTo("3000000000000");
    }

    @Test
    void aStoreWhoseRangeIsUsedUpDoesNotTakeTheLaunches() throws SQLException {
        preflight();
        assertThat(migration.run("start").exitCode()).isZero();
        TestPostgres.execute(migration.target(), "SELECT setval('counter_id_seq', 2147483647)");

        Cli advance = migration.run("advance");

        assertThat(advance.exitCode()).isEqualTo(3);
        assertThat(advance.out())
                .contains("[ ]  Store pg2 has numbers left for its rows", "the range of counter.id is used up");
    }
}
