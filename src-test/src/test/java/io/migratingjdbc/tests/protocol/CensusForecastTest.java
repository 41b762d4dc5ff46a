package io.migratingjdbc.tests.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.internal.jdbc.Migrations;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.sql.StatementShape;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the census says in STABLE is what happens afterwards. */
class CensusForecastTest {
    /** In STABLE the database takes them all. */
    private static final List<String> STATEMENTS = List.of(
            "SELECT 1",
            "SELECT * FROM instances WHERE id = 'a.1'",
            "SELECT * FROM instances WHERE business_key = 'k1'",
            "SELECT count(*) FROM instances",
            "SELECT i.id FROM instances i JOIN tasks t ON t.instance_id = i.id WHERE i.state = 'new'",
            "SELECT i.id FROM instances i JOIN tasks t ON t.name = i.state",
            "SELECT i.id FROM instances i LEFT JOIN tasks t ON t.instance_id = i.id",
            "SELECT rank() OVER (ORDER BY id) FROM instances",
            "SELECT DISTINCT state FROM instances",
            "SELECT state, count(*) FROM instances GROUP BY state",
            "SELECT id FROM instances ORDER BY lower(state)",
            "SELECT id FROM instances UNION SELECT business_key FROM instances",
            "SELECT id FROM instances WHERE id IN (SELECT instance_id FROM tasks)",
            "SELECT id FROM instances LIMIT 1 + 1",
            "WITH RECURSIVE r AS (SELECT id FROM instances) SELECT * FROM r",
            "SELECT i.id FROM instances i, settings s WHERE i.state = s.value",
            "SELECT * FROM forgotten",
            "SELECT * FROM definitions WHERE id = 'd'",
            "SELECT * FROM job_runs WHERE note = 'x'",
            "UPDATE instances SET state = 'x'",
            "UPDATE instances SET id = 'a.9' WHERE id = 'a.1'",
            "UPDATE instances SET business_key = 'k9' WHERE id = 'a.1'",
            "UPDATE instances SET business_key = 'k9' WHERE state = 'none'",
            "UPDATE definitions SET body = 'y'",
            "UPDATE settings SET value = 'y'",
            "DELETE FROM tasks WHERE instance_id = 'a.1'",
            "DELETE FROM jobs",
            "INSERT INTO instances (business_key) VALUES ('k2')",
            "INSERT INTO instances (business_key) VALUES ('k2'), ('k3') ON CONFLICT DO NOTHING",
            "INSERT INTO instances (id, business_key) VALUES ('own', 'k2')",
            "INSERT INTO instances (id, business_key) VALUES (lower('A.5'), 'k2')",
            "INSERT INTO instances (business_key) VALUES (lower('K2'))",
            "INSERT INTO instances (id, business_key) VALUES (migrating_id(), 'k2') RETURNING id",
            "INSERT INTO instances (id, business_key) SELECT migrating_id(), name FROM settings",
            "INSERT INTO instances (business_key, state) VALUES ('k1', 'x') ON CONFLICT (business_key) DO UPDATE SET"
                    + " business_key = excluded.business_key",
            "INSERT INTO orders (number) VALUES ('o1')",
            "INSERT INTO orders (number) VALUES (lower('O1')) ON CONFLICT DO NOTHING",
            "INSERT INTO orders (number) VALUES (lower('O1')) RETURNING id",
            "INSERT INTO tasks (instance_id, name) VALUES ('a.1', 'x')",
            "INSERT INTO tasks (instance_id, name) VALUES (lower('A.1'), 'x')",
            "INSERT INTO tasks (instance_id, name) SELECT id, state FROM instances WHERE id = 'a.1'",
            "INSERT INTO definitions VALUES ('e', 'x')",
            "INSERT INTO definitions VALUES ('e', 'x') ON CONFLICT (id) DO UPDATE SET body = 'y'",
            "INSERT INTO settings SELECT id, state FROM instances WHERE state = 'none'",
            "INSERT INTO settings VALUES ('n', 'v')",
            "TRUNCATE job_runs",
            "ALTER TABLE tasks ADD more int",
            "DO 'BEGIN END'",
            "EXPLAIN SELECT * FROM instances",
            "SELECT 1; SELECT 2");

    @Test
    void stableForetellsWhatTheMigrationRefuses() throws SQLException {
        TestMigration migration = TestMigration.create();
        migration.initial.execute(
                "CREATE TABLE forgotten (id int)",
                "INSERT INTO instances (id, business_key) VALUES ('a.1', 'k1')",
                "INSERT INTO settings VALUES ('a', 'b')");
        migration.target.execute("CREATE TABLE forgotten (id int)");

        Set<String> refusedInStable = new LinkedHashSet<>();
        try (Migrations driver = new Migrations();
                Connection connection = driver.connect(migration.url() + "&migrating.census=on", null)) {
            for (String sql : STATEMENTS) {
                if (refused(connection, sql)) {
                    refusedInStable.add(sql);
                }
            }
        }
        assertThat(refusedInStable).isEmpty();
        List<String> shapes = migration.initial.strings("SELECT shape FROM migrating_census");
        List<String> refusedShapes = migration.initial.strings("SELECT shape FROM migrating_census WHERE refused > 0");
        assertThat(STATEMENTS)
                .allSatisfy(sql ->
                        assertThat(shapes).contains(StatementShape.of(sql).hash()));

        Set<String> foretold = new LinkedHashSet<>(STATEMENTS);
        foretold.removeIf(sql -> !refusedShapes.contains(StatementShape.of(sql).hash()));
        migration.to(Phase.MIGRATION);
        Set<String> refused = new LinkedHashSet<>();
        try (Connection connection = migration.connect()) {
            for (String sql : STATEMENTS) {
                if (refused(connection, sql)) {
                    refused.add(sql);
                }
            }
        }
        assertThat(foretold).isEqualTo(refused).isNotEmpty();
    }

    @Test
    void whatIsRefusedOnlyWhenItRunsIsRecordedToo() throws SQLException {
        TestMigration migration = TestMigration.create();
        migration.initial.execute("INSERT INTO instances (id, business_key) VALUES ('a.1', 'k1')");
        migration.to(Phase.MIGRATION);
        String delete = "DELETE FROM instances WHERE id = 'a.1'";
        try (Migrations driver = new Migrations();
                Connection connection = driver.connect(migration.url() + "&migrating.census=on", null)) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("INSERT INTO instances (business_key) VALUES ('k2')");
                assertThatThrownBy(() -> statement.execute(delete)).isInstanceOf(SQLFeatureNotSupportedException.class);
            }
            connection.rollback();
        }

        assertThat(migration.initial.strings(
                        "SELECT one_store || ' ' || refused || ' ' || reason FROM migrating_census WHERE shape = '"
                                + StatementShape.of(delete).hash() + "'"))
                .singleElement()
                .asString()
                .startsWith("0 1 The transaction has changed rows in store b")
                .doesNotContain("Statement:");
    }

    /** Runs it and takes it back. */
    private static boolean refused(Connection connection, String sql) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return false;
        } catch (SQLFeatureNotSupportedException e) {
            return true;
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }
}
