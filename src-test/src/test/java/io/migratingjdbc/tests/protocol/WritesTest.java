package io.migratingjdbc.tests.protocol;

import static io.migratingjdbc.tests.protocol.EveryPhaseTest.strings;
import static io.migratingjdbc.tests.protocol.EveryPhaseTest.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.internal.model.Phase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** UPDATE, DELETE and INSERT in all the forms of their texts, while entities are in both stores. */
class WritesTest {
    private TestMigration migration;
    private Connection connection;
    private String old;
    private String young;

    /** In MIGRATION, with one entity and its task in each store. */
    @BeforeEach
    void migrate() throws SQLException {
        migration = TestMigration.create();
        connection = migration.connect();
        execute("INSERT INTO definitions VALUES ('d', 'x')");
        old = LaunchTest.launch(connection, "old");
        execute("INSERT INTO tasks (instance_id, name) VALUES ('" + old + "', 'first')");
        migration.to(Phase.MIGRATION);
        migration.awaitHosts();
        young = LaunchTest.launch(connection, "young");
        execute("INSERT INTO tasks (instance_id, name) VALUES ('" + young + "', 'second')");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void conditionsWithinAnEntitysFamilyAreExact() throws SQLException {
        for (String condition : new String[] {
            "id IN (SELECT instance_id FROM tasks WHERE name = 'second')",
            "EXISTS (SELECT FROM tasks WHERE instance_id = i.id AND name = 'second')",
            "NOT EXISTS (SELECT 1 FROM tasks t WHERE t.instance_id = i.id AND name = 'first')",
            "(SELECT count(*) FROM tasks t WHERE t.instance_id = i.id AND name = 'second') = 1",
            "business_key IN ('young', 'x') AND EXISTS (SELECT FROM definitions WHERE id = 'd')",
            "state IN (SELECT 'new' FROM definitions) AND business_key BETWEEN 'w' AND 'z'",
            "(id, business_key) IN (('" + young + "', 'young'))",
            "id = '" + young + "' OR id = 'b.nobody'",
            "id = '" + young + "' OR business_key = 'nobody'",
            "NOT (business_key = 'old' OR id = '" + old + "')"
        }) {
            String update = "UPDATE instances AS i SET n = coalesce(n, 0) + 1 WHERE " + condition;
            assertThat(execute(update)).as(condition).isEqualTo(1);
            assertThat(strings(connection, update + " RETURNING i.business_key"))
                    .as(condition)
                    .containsExactly("young");
        }
        assertThat(migration.target.number("SELECT n FROM instances")).isEqualTo(20);
        assertThat(migration.initial.strings("SELECT n FROM instances")).containsExactly((String) null);
    }

    @Test
    void theFormsOfSetAreExact() throws SQLException {
        for (String set : new String[] {
            "(state, n) = ROW ('a', 1)",
            "(state, n) = ('a', 1)",
            "state = DEFAULT, n = 1",
            "(state, n) = (SELECT 'a', 1)"
        }) {
            assertThat(execute("UPDATE ONLY instances SET " + set + " WHERE business_key = 'young'"))
                    .as(set)
                    .isEqualTo(1);
        }
        assertThat(execute("UPDATE instances i SET n = v.n FROM (VALUES ('young', 5), ('x', 6)) AS v (k, n)"
                        + " WHERE i.business_key = v.k"))
                .isEqualTo(1);
        assertThat(execute("UPDATE tasks t SET name = i.business_key FROM instances i"
                        + " WHERE t.instance_id = i.id AND i.n = 5"))
                .isEqualTo(1);
        assertThat(migration.target.strings("SELECT name FROM tasks")).containsExactly("young");
        assertThat(strings(
                        connection,
                        "UPDATE instances SET n = n + 1 WHERE id = '" + young + "' RETURNING old.n || '-' || new.n"))
                .containsExactly("5-6");
        assertThat(execute("DELETE FROM tasks USING instances i, definitions d"
                        + " WHERE tasks.instance_id = i.id AND i.business_key = 'young' AND d.id = 'd'"))
                .isEqualTo(1);
        assertThat(migration.initial.number("SELECT count(*) FROM tasks")).isEqualTo(1);
    }

    @Test
    void whatWouldNeedRowsOfBothStoresIsRefused() {
        for (String sql : new String[] {
            "DELETE FROM instances WHERE business_key IN (SELECT number FROM orders)",
            "DELETE FROM instances WHERE n < (SELECT avg(n) FROM instances)",
            "DELETE FROM instances WHERE id NOT IN (SELECT instance_id FROM tasks)",
            "UPDATE instances SET n = 1 WHERE CURRENT OF c",
            "EXPLAIN ANALYZE DELETE FROM instances",
        }) {
            assertThatThrownBy(() -> execute(sql))
                    .as(sql)
                    .isInstanceOf(java.sql.SQLFeatureNotSupportedException.class)
                    .hasMessageContaining(sql);
        }
    }

    @Test
    void aWorkQueueIsPolledByOneStatement() throws SQLException {
        execute("INSERT INTO instances (business_key, n) VALUES ('b1', 11), ('b2', 12)");
        migration.initial.execute(
                "INSERT INTO instances (id, business_key, n) VALUES ('a.1', 'a1', 10), ('a.2', 'a2', 13)");
        String poll = "UPDATE instances SET state = 'taken' WHERE id = (SELECT id FROM instances WHERE state = ?"
                + " AND n >= 10 ORDER BY n LIMIT 1 FOR UPDATE SKIP LOCKED) AND n < ? RETURNING business_key";
        for (String expected : new String[] {"a1", "b1", "b2"}) {
            try (PreparedStatement statement = connection.prepareStatement(poll)) {
                statement.setString(1, "new");
                statement.setInt(2, 99);
                statement.execute();
                statement.getResultSet().next();
                assertThat(statement.getResultSet().getString(1)).isEqualTo(expected);
            }
        }
        assertThat(strings(
                        connection,
                        "WITH p AS (SELECT id, n FROM instances WHERE state = 'new' AND n >= 10 ORDER BY n LIMIT 5"
                                + " FOR UPDATE SKIP LOCKED) UPDATE instances i SET state = 'taken' FROM p"
                                + " WHERE p.id = i.id AND p.n = i.n RETURNING i.business_key"))
                .containsExactly("a2");
        assertThat(strings(connection, poll.replace("?", "'new'").replace("n < 'new'", "n < 5")))
                .isEmpty();
        assertThat(execute("DELETE FROM instances WHERE id IN (SELECT id FROM instances WHERE state = 'taken'"
                        + " ORDER BY n DESC LIMIT 1)"))
                .isEqualTo(1);
        assertThat(migration.initial.strings("SELECT business_key FROM instances WHERE state = 'taken'"))
                .containsExactly("a1");
    }

    @Test
    void whatIsWrongWithARowComesBeforeItsConflict() throws SQLException {
        for (String store : new String[] {"initial", "target"}) {
            (store.equals("initial") ? migration.initial : migration.target)
                    .execute(
                            "ALTER TABLE instances ADD CHECK (n <> 13), ADD CHECK (n <> 14 OR state = 'x')",
                            "CREATE UNIQUE INDEX ON instances (n)");
        }
        String insert =
                "INSERT INTO instances (business_key, n) VALUES ('old', %s)%s ON CONFLICT (business_key) DO NOTHING";
        assertState("23514", () -> execute(insert.formatted("13", "")));
        assertState("23514", () -> execute(insert.formatted("14", ", ('fresh', 15)")));
        assertState("22003", () -> execute(insert.formatted("99999999999", "")));
        assertThat(execute("UPDATE instances SET n = 7 WHERE business_key = 'young'"))
                .isEqualTo(1);
        assertThat(execute(insert.formatted("7", ""))).isZero();
        assertThat(execute(insert.formatted("7", ", ('fresh', 15)"))).isEqualTo(1);
        assertThat(migration.target.strings("SELECT business_key FROM instances ORDER BY 1"))
                .containsExactly("fresh", "young");
        connection.setAutoCommit(false);
        assertState("23514", () -> execute(insert.formatted("13", "")));
        assertState("25P02", () -> execute("SELECT 1"));
        connection.rollback();
        connection.setAutoCommit(true);
    }

    @Test
    void anIdOfTheApplicationsOwnIsUniqueOverBothStores() throws SQLException {
        UUID job = UUID.randomUUID();
        migration.initial.execute("INSERT INTO jobs (id, name) VALUES ('" + job + "', 'j')");
        String insert = "INSERT INTO jobs (id, name) VALUES ('" + job + "', 'other')";
        assertThatThrownBy(() -> execute(insert))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("jobs_pkey")
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("23505");
        assertThat(execute(insert + " ON CONFLICT DO NOTHING")).isZero();
        assertState("23505", () -> execute(insert + " ON CONFLICT (name) DO NOTHING"));
        assertThat(execute(insert + ", (gen_random_uuid(), 'third') ON CONFLICT DO NOTHING"))
                .isEqualTo(1);
        assertThat(execute(insert + " ON CONFLICT (id) DO UPDATE SET due = now()"))
                .isEqualTo(1);
        assertThat(execute("INSERT INTO jobs (id, name) VALUES ('" + UUID.randomUUID() + "', 'new')"
                        + " ON CONFLICT ON CONSTRAINT jobs_pkey DO UPDATE SET due = now()"))
                .isEqualTo(1);
        String computed = "INSERT INTO jobs (id, name) VALUES (CAST(lower('" + job + "') AS uuid), 'computed')";
        assertState("23505", () -> execute(computed));
        assertState("0A000", () -> execute(computed + " ON CONFLICT DO NOTHING"));
        assertThat(migration.initial.number("SELECT count(*) FROM jobs WHERE due IS NOT NULL"))
                .isEqualTo(1);
        assertThat(migration.target.strings("SELECT name FROM jobs ORDER BY 1")).containsExactly("new", "third");
        try (PreparedStatement batch = connection.prepareStatement("INSERT INTO jobs (id, name) VALUES (?, ?)")) {
            for (Object id : new Object[] {UUID.randomUUID(), job}) {
                batch.setObject(1, id);
                batch.setString(2, "batch " + id);
                batch.addBatch();
            }
            assertState("23505", batch::executeBatch);
        }
    }

    @Test
    void idsInAnArrayTellTheStore() throws SQLException {
        assertThat(strings(connection, "EXPLAIN (COSTS OFF) DELETE FROM instances"))
                .first()
                .isEqualTo("Delete on instances");
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT business_key, row_number() OVER () FROM instances WHERE id = ANY (?)")) {
            statement.setArray(1, connection.createArrayOf("text", new String[] {young, "b.nobody"}));
            assertThat(statement.executeQuery().next()).isTrue();
        }
    }

    @Test
    void childrenAreInsertedWhereTheirEntitiesAre() throws SQLException {
        assertThat(update(connection, "INSERT INTO tasks VALUES (DEFAULT, ?, 'x')", old))
                .isEqualTo(1);
        assertThat(update(
                        connection,
                        "INSERT INTO tasks (instance_id, name) SELECT i.id, i.state FROM instances i WHERE i.id = ?",
                        old))
                .isEqualTo(1);
        assertThat(execute("INSERT INTO tasks (instance_id, name) SELECT id, state FROM instances"
                        + " WHERE business_key = 'young'"))
                .isEqualTo(1);
        assertThat(update(connection, "INSERT INTO tasks (name, instance_id) SELECT id, ? FROM definitions", old))
                .isEqualTo(1);
        assertThat(migration.initial.number("SELECT count(*) FROM tasks")).isEqualTo(4);
        assertThat(migration.target.number("SELECT count(*) FROM tasks")).isEqualTo(2);
        assertState(
                "0A000",
                () -> execute(
                        "INSERT INTO tasks (instance_id) SELECT id FROM instances ORDER BY business_key LIMIT 1"));
        assertState("0A000", () -> execute("INSERT INTO tasks (instance_id) SELECT max(id) FROM instances"));
    }

    @Test
    void childrenOfLookedUpEntitiesAreInsertedWhereTheyAre() throws SQLException {
        UUID job = UUID.randomUUID();
        migration.initial.execute("INSERT INTO jobs (id, name) VALUES ('" + job + "', 'j')");
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO job_runs (job_id, note) SELECT ?, id FROM definitions")) {
            insert.setObject(1, job);
            assertThat(insert.executeUpdate()).isEqualTo(1);
        }
        assertThat(execute("INSERT INTO job_runs (job_id, note) SELECT id, name FROM jobs WHERE name = 'j'"))
                .isEqualTo(1);
        assertThat(migration.initial.number("SELECT count(*) FROM job_runs")).isEqualTo(2);
    }

    @Test
    void aTransactionsOwnImmutableRowsAreNotMissedInTheOtherStore() throws SQLException {
        connection.setAutoCommit(false);
        execute("INSERT INTO definitions VALUES ('own', 'x')");
        assertThat(update(
                        connection,
                        "UPDATE instances SET n = 1 WHERE id = ? AND EXISTS (SELECT FROM definitions WHERE id = 'own')",
                        young))
                .isEqualTo(1);
        assertState(
                "0A000",
                () -> execute("UPDATE instances SET n = 1 WHERE EXISTS (SELECT FROM definitions WHERE id = 'own')"));
        connection.rollback();
    }

    private int execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private static void assertState(String sqlState, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(SQLException.class)
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo(sqlState);
    }
}
