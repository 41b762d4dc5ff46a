package io.migratingjdbc.tests.protocol;

import static io.migratingjdbc.tests.protocol.EveryPhaseTest.strings;
import static io.migratingjdbc.tests.protocol.EveryPhaseTest.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.MigratingSession;
import io.migratingjdbc.internal.model.Phase;
import java.io.StringReader;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Launches and writes in all their forms while entities are in both stores (protocol sections 4 to 8). */
class StatementsTest {
    private TestMigration migration;
    private Connection connection;
    private String old;

    /** In MIGRATION, with one entity in the initial store, from where {@code old} comes. */
    @BeforeEach
    void migrate() throws SQLException {
        migration = TestMigration.create();
        connection = migration.connect();
        old = LaunchTest.launch(connection, "old");
        migration.to(Phase.MIGRATION);
        migration.awaitHosts();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void rowsOfOneInsertGoToTheSameStoreAndAConflictOfOneStopsAll() throws SQLException {
        assertThat(execute("INSERT INTO instances (business_key) VALUES ('a'), ('b')"))
                .isEqualTo(2);
        assertState("23505", () -> execute("INSERT INTO instances (business_key) VALUES ('c'), ('old')"));
        assertThat(migration.target.strings("SELECT business_key FROM instances ORDER BY 1"))
                .containsExactly("a", "b");
    }

    @Test
    void onConflictDoNothingLeavesOutTheRowsThatTheOtherStoreHas() throws SQLException {
        assertThat(execute("INSERT INTO instances (business_key) VALUES ('old'), ('new') ON CONFLICT DO NOTHING"))
                .isEqualTo(1);
        try (Statement asking = connection.createStatement()) {
            asking.executeUpdate(
                    "INSERT INTO instances (business_key) VALUES ('old') ON CONFLICT DO NOTHING", new String[] {"id"});
            ResultSet keys = asking.getGeneratedKeys();
            assertThat(keys.getMetaData().getColumnLabel(1)).isEqualTo("id");
            assertThat(keys.next()).isFalse();
        }
        assertThat(execute("INSERT INTO instances (business_key) VALUES ('old') ON CONFLICT (business_key) DO NOTHING"))
                .isZero();
        assertThat(strings(
                        connection,
                        "INSERT INTO instances (business_key) VALUES ('old') ON CONFLICT DO NOTHING RETURNING id"))
                .isEmpty();
        assertThat(migration.target.strings("SELECT business_key FROM instances"))
                .containsExactly("new");
    }

    @Test
    void onConflictDoUpdateUpdatesTheEntityWhereItIs() throws SQLException {
        String upsert = "INSERT INTO instances (business_key, state) VALUES (?, 'upserted')"
                + " ON CONFLICT (business_key) DO UPDATE SET state = excluded.state";
        assertThat(update(connection, upsert, "old")).isEqualTo(1);
        assertThat(update(connection, upsert, "new")).isEqualTo(1);
        assertThat(migration.initial.strings("SELECT id || state FROM instances"))
                .containsExactly(old + "upserted");
        assertThat(migration.target.strings("SELECT business_key FROM instances"))
                .containsExactly("new");
        assertState(
                "0A000",
                () -> execute("INSERT INTO instances (business_key) VALUES ('old'), ('x')"
                        + " ON CONFLICT (business_key) DO UPDATE SET n = 1"));
    }

    @Test
    void anUpsertMustNotChangeTheKey() {
        assertState(
                "0A000",
                () -> execute("INSERT INTO instances (business_key) VALUES ('x')"
                        + " ON CONFLICT (business_key) DO UPDATE SET business_key = 'old'"));
    }

    @Test
    void anImmutableRowIsNotUpdatedByAnUpsert() throws SQLException {
        execute("INSERT INTO definitions VALUES ('d', 'x')");
        assertState(
                "0A000",
                () -> execute("INSERT INTO definitions VALUES ('d', 'y') ON CONFLICT (id) DO UPDATE SET body = 'y'"));
        assertThat(execute("INSERT INTO definitions VALUES ('d', 'y') ON CONFLICT DO NOTHING"))
                .isZero();
    }

    @Test
    void insertFromAQueryIsCheckedBeforeItIsCommitted() throws SQLException {
        execute("INSERT INTO definitions VALUES ('d1', 'x'), ('old', 'y')");
        assertState(
                "23505",
                () -> execute("INSERT INTO jobs (id, name) SELECT gen_random_uuid(), 'j' || id FROM definitions"
                        + " UNION ALL SELECT gen_random_uuid(), 'jd1'"));
        migration.initial.execute("INSERT INTO jobs (id, name) VALUES (gen_random_uuid(), 'jold')");
        assertState(
                "23505",
                () -> execute("INSERT INTO jobs (id, name) SELECT gen_random_uuid(), 'j' || id FROM definitions"));
        assertThat(migration.target.number("SELECT count(*) FROM jobs")).isZero();
        assertThat(execute("INSERT INTO jobs (id, name) SELECT gen_random_uuid(), 'k' || id FROM definitions"))
                .isEqualTo(2);
        assertThat(migration.target.number("SELECT count(*) FROM jobs")).isEqualTo(2);
    }

    @Test
    void batchesOfLaunchesAreCheckedAtOnce() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO instances (business_key, n) VALUES (?, ?)", Statement.RETURN_GENERATED_KEYS)) {
            for (int n = 0; n < 5; n++) {
                insert.setString(1, "k" + n);
                insert.setInt(2, n);
                insert.addBatch();
            }
            assertThat(insert.executeBatch()).containsExactly(1, 1, 1, 1, 1);
            try (ResultSet keys = insert.getGeneratedKeys()) {
                assertThat(keys.next()).isTrue();
                assertThat(keys.getString("id")).startsWith("b.");
            }
            insert.setString(1, "other");
            insert.setInt(2, 1);
            insert.addBatch();
            insert.setString(1, "old");
            insert.setInt(2, 1);
            insert.addBatch();
            assertThatThrownBy(insert::executeBatch)
                    .isInstanceOf(BatchUpdateException.class)
                    .satisfies(e -> assertThat(((BatchUpdateException) e).getUpdateCounts())
                            .containsExactly(Statement.EXECUTE_FAILED, Statement.EXECUTE_FAILED))
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("23505");
        }
        assertThat(migration.target.number("SELECT count(*) FROM instances")).isEqualTo(5);
    }

    @Test
    void aBatchOfUpdatesFindsEachEntityInItsStore() throws SQLException {
        String young = LaunchTest.launch(connection, "young");
        connection.setAutoCommit(false);
        try (PreparedStatement update = connection.prepareStatement("UPDATE instances SET n = ? WHERE id = ?")) {
            update.setInt(1, 7);
            update.setString(2, young);
            update.addBatch();
            update.setInt(1, 8);
            update.setString(2, young);
            update.addBatch();
            assertThat(update.executeBatch()).containsExactly(1, 1);
        }
        connection.commit();
        assertThat(migration.target.number("SELECT n FROM instances")).isEqualTo(8);
        try (Statement batch = connection.createStatement()) {
            batch.addBatch("UPDATE instances SET n = 9 WHERE id = '" + old + "'");
            batch.addBatch("UPDATE instances SET n = 10 WHERE business_key = 'old'");
            assertThat(batch.executeBatch()).containsExactly(1, 1);
        }
        connection.commit();
        assertThat(migration.initial.number("SELECT n FROM instances")).isEqualTo(10);
    }

    @Test
    void aTransactionThatWouldChangeBothStoresIsRefusedAtThatStatement() throws SQLException {
        String young = LaunchTest.launch(connection, "young");
        connection.setAutoCommit(false);
        update(connection, "UPDATE instances SET n = 1 WHERE id = ?", old);
        assertThat(LaunchTest.stateOf(connection, young)).isEqualTo("new");
        assertState("0A000", () -> update(connection, "UPDATE instances SET n = 1 WHERE id = ?", young));
        assertState("25P02", () -> LaunchTest.stateOf(connection, young));
        connection.rollback();
        update(connection, "DELETE FROM instances WHERE id = ?", old);
        assertState("0A000", () -> LaunchTest.launch(connection, "old"));
        connection.rollback();
        connection.setAutoCommit(true);
        assertState("0A000", () -> execute("UPDATE instances SET n = 5"));
        assertThat(migration.initial.number("SELECT count(*) FROM instances WHERE n IS NOT NULL"))
                .isZero();
        assertThat(migration.target.number("SELECT count(*) FROM instances WHERE n IS NOT NULL"))
                .isZero();
    }

    @Test
    void orderedTransactionsMayChangeBothStores() throws SQLException {
        try (Connection ordered =
                java.sql.DriverManager.getConnection(migration.url() + "&migrating.cross-store=ordered")) {
            String young = LaunchTest.launch(ordered, "young");
            ordered.setAutoCommit(false);
            update(ordered, "UPDATE instances SET n = 1 WHERE id = ?", old);
            update(ordered, "UPDATE instances SET n = 2 WHERE id = ?", young);
            LaunchTest.launch(ordered, "third");
            ordered.commit();
            update(ordered, "DELETE FROM instances WHERE id = ?", old);
            assertState("0A000", () -> LaunchTest.launch(ordered, "old"));
            ordered.rollback();
            ordered.setAutoCommit(true);
            assertThat(strings(ordered, "SELECT n FROM instances ORDER BY n")).containsExactly("1", "2", null);
        }
    }

    @Test
    void savepointsReachBothStores() throws SQLException {
        connection.setAutoCommit(false);
        Savepoint before = connection.setSavepoint();
        update(connection, "UPDATE instances SET n = 1 WHERE id = ?", old);
        connection.rollback(before);
        String young = LaunchTest.launch(connection, "young");
        Savepoint named = connection.setSavepoint("named");
        assertState("23505", () -> LaunchTest.launch(connection, "old"));
        connection.rollback(named);
        LaunchTest.launch(connection, "younger");
        connection.commit();
        assertThat(young).startsWith("b.");
        assertThat(migration.target.strings("SELECT business_key FROM instances ORDER BY 1"))
                .containsExactly("young", "younger");
        assertThat(migration.initial.strings("SELECT n FROM instances")).containsExactly((String) null);
    }

    @Test
    void transactionControlAsTextCannotPassByTheFence() throws SQLException {
        Statement statement = connection.createStatement();
        statement.execute("BEGIN");
        statement.execute("INSERT INTO instances (business_key) VALUES ('text')");
        statement.execute("SAVEPOINT s");
        statement.execute("INSERT INTO instances (business_key) VALUES ('undone')");
        statement.execute("ROLLBACK TO SAVEPOINT s");
        statement.execute("COMMIT");
        assertThat(migration.target.strings("SELECT business_key FROM instances"))
                .containsExactly("text");
        statement.execute("BEGIN");
        statement.execute("INSERT INTO instances (business_key) VALUES ('late')");
        migration.to(Phase.PRE_ROLLBACK);
        migration.to(Phase.ROLLING_BACK);
        assertState("40001", () -> statement.execute("COMMIT"));
        assertThat(migration.target.strings("SELECT business_key FROM instances"))
                .containsExactly("text");
    }

    @Test
    void aKeyIsOnlyChangedToOneThatNeitherStoreHas() throws SQLException {
        String young = LaunchTest.launch(connection, "young");
        assertState("23505", () -> update(connection, "UPDATE instances SET business_key = 'old' WHERE id = ?", young));
        assertThat(update(connection, "UPDATE instances SET business_key = 'old' WHERE id = ?", young + "0"))
                .isZero();
        assertThat(update(connection, "UPDATE instances SET business_key = 'renamed' WHERE id = ?", young))
                .isEqualTo(1);
        assertState("0A000", () -> update(connection, "UPDATE instances SET business_key = 'x' WHERE id = ?", old));
        assertThat(migration.target.strings("SELECT business_key FROM instances"))
                .containsExactly("renamed");
    }

    @Test
    void whatCannotBeAnsweredExactlyIsRefusedWithAReason() {
        for (String sql : new String[] {
            "SELECT count(*) FROM instances TABLESAMPLE system (50)",
            "SELECT i.id FROM instances i JOIN orders o ON o.number = i.business_key FOR UPDATE",
            "TRUNCATE instances",
            "CREATE INDEX x ON instances (state)",
            "DO $$ BEGIN DELETE FROM instances; END $$",
            "SELECT * FROM unplanned",
            "SELECT * FROM instances; DELETE FROM instances",
            "BEGIN; INSERT INTO instances (business_key) VALUES ('x'); COMMIT",
            "UPDATE instances SET id = 'x' WHERE business_key = 'old'",
            "WITH gone AS (DELETE FROM instances RETURNING *) SELECT count(*) FROM gone",
            "this is no SQL about instances"
        }) {
            assertThatThrownBy(() -> connection.createStatement().execute(sql))
                    .as(sql)
                    .isInstanceOf(java.sql.SQLFeatureNotSupportedException.class)
                    .hasMessageContaining(sql);
        }
    }

    @Test
    void idsOfTheApplicationsOwnMustLeadToTheAcceptingStore() throws SQLException {
        String own = connection.unwrap(MigratingSession.class).newInstanceId();
        assertThat(own).startsWith("b.");
        assertThat(update(connection, "INSERT INTO instances (id, business_key) VALUES (?, 'own')", own))
                .isEqualTo(1);
        assertState("0A000", () -> execute("INSERT INTO instances (id, business_key) VALUES ('legacy', 'legacy')"));
        assertState("40001", () -> execute("INSERT INTO instances (id, business_key) VALUES ('a.123', 'foreign')"));
        assertThat(execute("INSERT INTO instances (id, business_key) VALUES (migrating_id(), 'minted')"))
                .isEqualTo(1);
        assertThat(migration.target.number("SELECT count(*) FROM instances WHERE id LIKE 'b.%'"))
                .isEqualTo(2);
    }

    @Test
    void theStoresThemselvesCanMintIds() throws SQLException {
        execute("INSERT INTO definitions VALUES ('d1', 'x'), ('d2', 'y')");
        assertThat(execute("INSERT INTO instances (id, business_key) SELECT migrating_id(), id FROM definitions"))
                .isEqualTo(2);
        assertThat(migration.target.number("SELECT count(*) FROM instances WHERE id LIKE 'b.%'"))
                .isEqualTo(2);
        assertState(
                "0A000",
                () -> execute("INSERT INTO instances (id, business_key) SELECT 'x' || id, 'x' || id FROM definitions"));
    }

    @Test
    void whatTheApplicationSetsHoldsInBothStores() throws SQLException {
        migration.initial.execute("CREATE SCHEMA other", "CREATE TABLE other.settings (name text, value text)");
        try (Connection fresh = migration.connect()) {
            fresh.createStatement().execute("SET statement_timeout = '12345ms'");
            fresh.createStatement().execute("SET SESSION search_path TO other, public");
            assertThat(strings(fresh, "SHOW statement_timeout")).containsExactly("12345ms");
            fresh.createStatement().executeUpdate("INSERT INTO settings VALUES ('x', 'y')");
            assertThat(migration.initial.number("SELECT count(*) FROM other.settings"))
                    .isEqualTo(1);
            fresh.setAutoCommit(false);
            fresh.createStatement().execute("SET LOCAL statement_timeout = '1ms'");
            assertState("57014", () -> fresh.createStatement().executeQuery("SELECT value FROM settings, pg_sleep(5)"));
            fresh.rollback();
        }
    }

    @Test
    void aStreamIsNeverGivenToTwoStores() throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT state FROM instances WHERE id = ?")) {
            select.setCharacterStream(1, new StringReader(old), old.length());
            assertState("0A000", select::executeQuery);
        }
        try (PreparedStatement update = connection.prepareStatement("UPDATE instances SET state = ? WHERE id = ?")) {
            update.setCharacterStream(1, new StringReader("read"), 4);
            update.setString(2, old);
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
        assertThat(LaunchTest.stateOf(connection, old)).isEqualTo("read");
    }

    @Test
    void pinnedTablesStayInTheirStore() throws SQLException {
        assertThat(execute("INSERT INTO settings VALUES ('x', '1')")).isEqualTo(1);
        assertThat(strings(connection, "SELECT value FROM settings")).containsExactly("1");
        assertThat(migration.initial.number("SELECT count(*) FROM settings")).isEqualTo(1);
        execute("TRUNCATE settings");
        assertThat(migration.initial.number("SELECT count(*) FROM settings")).isZero();
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
