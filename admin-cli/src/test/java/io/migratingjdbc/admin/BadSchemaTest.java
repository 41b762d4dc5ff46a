package io.migratingjdbc.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What preflight says of schemas that do not fit together, or hold what cannot be moved. */
class BadSchemaTest {
    @TempDir
    private Path directory;

    private TestMigration migration;

    @BeforeEach
    void create() throws SQLException, IOException {
        migration = TestMigration.in(directory);
    }

    @Test
    void differences() throws SQLException {
        both("CREATE TYPE mood AS ENUM ('a', 'b')", "ALTER TABLE task ADD mood mood");
        target(
                "ALTER TABLE definition ADD twice text GENERATED ALWAYS AS (name || name) STORED",
                "ALTER TYPE mood RENAME VALUE 'a' TO 'c'",
                "ALTER TYPE mood RENAME VALUE 'b' TO 'a'",
                "ALTER TYPE mood RENAME VALUE 'c' TO 'b'",
                "ALTER TABLE counter ADD CONSTRAINT short CHECK (length(name) < 3)",
                "ALTER TABLE instance DROP CONSTRAINT instance_definition_id_fkey");
        initial("ALTER TABLE definition ADD twice text", "CREATE INDEX ON instance (state)");

        Cli preflight = preflight();

        assertThat(preflight.exitCode()).isEqualTo(1);
        assertThat(preflight.out())
                .contains("FAIL  The planned tables, and what they use, are the same in both stores")
                .contains("Column twice of table definition has generated (none) in the initial store")
                .contains("Type public.mood has labels ENUM ('a', 'b') in the initial store but ENUM ('b', 'a')")
                .contains("Check short of table counter is only in the target")
                .contains("Foreign key instance_definition_id_fkey of table instance is missing in the target")
                .contains("Index instance_state_idx of table instance is missing in the target");
        Cli start = migration.run("start");
        assertThat(start.exitCode()).isEqualTo(3);
        assertThat(start.out()).contains("Type public.mood").doesNotContain("instance_state_idx");
    }

    @Test
    void warningsDoNotStandInTheWay() throws SQLException {
        initial("CREATE INDEX ON instance (state)");

        assertThat(preflight().out())
                .contains("WARN  The planned tables, and what they use, are the same in both stores")
                .contains("run schema create, or there CREATE INDEX instance_state_idx ON public.instance");
        assertThat(migration.run("start").exitCode()).isZero();
    }

    @Test
    void aTableThatWasChangedSinceStart() throws SQLException {
        assertThat(preflight().exitCode()).isZero();
        assertThat(migration.run("start").exitCode()).isZero();
        initial("ALTER TABLE instance ADD since timestamptz DEFAULT now()");

        Cli advance = migration.run("advance");

        assertThat(advance.exitCode()).isEqualTo(3);
        assertThat(advance.out())
                .contains("[ ]  Statements mean the same in both schemas")
                .contains("Column since of table instance is missing in the target: statements that name it fail there;"
                        + " there ALTER TABLE public.instance ADD COLUMN since timestamp with time zone DEFAULT now()");
        target("ALTER TABLE instance ADD since timestamptz DEFAULT now()");
        assertThat(migration.run("advance", "--wait").exitCode()).isZero();
    }

    @Test
    void idsThatNameTheTarget() throws SQLException {
        assertThat(migration.run("init").exitCode()).isZero();
        initial(
                "INSERT INTO instance VALUES ('pg2.1', 'came from there', NULL, 'done'), ('pg20.1', 'k', NULL, 'done')");

        assertThat(migration.run("preflight").out())
                .contains("Table instance has rows in", "whose ids name the store pg2, for instance pg2.1:");
    }

    @Test
    void typesWhoseValuesMeanNothingElsewhere() throws SQLException {
        both(
                "CREATE DOMAIN picture AS oid",
                "ALTER TABLE definition ADD picture picture, ADD tables regclass[], ADD plan pg_node_tree",
                "ALTER TABLE instance ADD place pg_lsn");

        Cli preflight = preflight();

        assertThat(preflight.exitCode()).isEqualTo(1);
        assertThat(preflight.out())
                .contains(
                        "Column definition.picture holds values of type oid, which may be the number of a large object")
                .contains(
                        "Column definition.tables holds values of type regclass, which names an object of the database"
                                + " and cannot be copied where the target has none of that name")
                .contains("Column definition.plan holds values of type pg_node_tree, which no database reads back")
                .contains("Column instance.place holds values of type pg_lsn");
        both("ALTER TABLE definition DROP plan");
        assertThat(migration.run("preflight").exitCode()).isZero();
    }

    @Test
    void columnsThatTheStoresCompute() throws SQLException {
        both(
                "ALTER TABLE definition ADD twice text GENERATED ALWAYS AS (name || name) STORED",
                "ALTER TABLE definition ADD length int GENERATED ALWAYS AS (length(name))" + virtual());
        initial("INSERT INTO definition (name) SELECT 'd' || i FROM generate_series(1, 1000) i");
        assertThat(preflight().exitCode()).isZero();

        assertThat(migration.run("start").exitCode()).isZero();
        assertThat(migration.run("copy").exitCode()).isZero();
        assertThat(migration.run("verify").out()).contains("definition: 1000 rows are the same");
        assertThat(migration.query(migration.target(), "SELECT twice || length FROM definition WHERE name = 'd1000'"))
                .isEqualTo("d1000d10005");
    }

    /** From PostgreSQL 18 on. */
    private String virtual() throws SQLException {
        int version = Integer.parseInt(migration.query(migration.initial(), "SHOW server_version_num"));
        return version >= 180_000 ? " VIRTUAL" : " STORED";
    }

    private Cli preflight() {
        Cli init = migration.run("init");
        assertThat(init.exitCode()).as(init.out() + init.err()).isZero();
        return migration.run("preflight");
    }

    private void both(String... statements) throws SQLException {
        initial(statements);
        target(statements);
    }

    private void initial(String... statements) throws SQLException {
        TestPostgres.execute(migration.initial(), statements);
    }

    private void target(String... statements) throws SQLException {
        TestPostgres.execute(migration.target(), statements);
    }
}
