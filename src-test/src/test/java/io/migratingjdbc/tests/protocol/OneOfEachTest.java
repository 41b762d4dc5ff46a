package io.migratingjdbc.tests.protocol;

import static io.migratingjdbc.tests.protocol.EveryPhaseTest.strings;
import static io.migratingjdbc.tests.protocol.EveryPhaseTest.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.internal.model.Phase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.jdbc.AutoSave;

/** Ways on which a key, an id or an immutable row could come to be in both stores, or in the one where nobody looks for it. */
class OneOfEachTest {
    private TestMigration migration;
    private Connection connection;

    /** In MIGRATION, with an entity in each store. */
    @BeforeEach
    void migrate() throws SQLException {
        migration = TestMigration.create();
        migration.initial.execute("INSERT INTO instances (id, business_key) VALUES ('a.1', 'old')");
        migration.target.execute("INSERT INTO instances (id, business_key) VALUES ('b.1', 'young')");
        migration.to(Phase.MIGRATION);
        connection = migration.connect();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void autosaveThatIsSwitchedOnLaterKeepsNoRowThatConflicts() throws SQLException {
        connection.setAutoCommit(false);
        connection.unwrap(PGConnection.class).setAutosave(AutoSave.ALWAYS);
        assertState("23505", () -> execute("INSERT INTO instances (business_key) VALUES ('old')"));
        assertState("25P02", connection::commit);
        assertThat(migration.target.strings("SELECT business_key FROM instances"))
                .containsExactly("young");
    }

    /** The store's driver says that there is no result only after the statement has run. */
    @Test
    void whatRanInTheWrongWayLeavesNoKeyThatNobodyLookedFor() throws SQLException {
        connection.setAutoCommit(false);
        for (String launch : new String[] {
            "INSERT INTO instances (business_key) VALUES ('old')",
            "INSERT INTO instances (id, business_key) VALUES ('b.2', lower('OLD'))",
            "INSERT INTO instances (business_key) VALUES ('old'), ('new') ON CONFLICT DO NOTHING",
            "UPDATE instances SET business_key = 'old' WHERE id = 'b.1'",
            "UPDATE instances SET business_key = 'young' WHERE id = 'a.1'"
        }) {
            try (Statement statement = connection.createStatement()) {
                assertThatThrownBy(() -> statement.executeQuery(launch))
                        .as(launch)
                        .isInstanceOf(SQLException.class);
            }
            try {
                connection.commit();
            } catch (SQLException failed) {
                assertThat(failed.getSQLState()).as(launch).isEqualTo("25P02");
            }
            assertThat(migration.initial.strings("SELECT business_key FROM instances"))
                    .as(launch)
                    .containsExactly("old");
            assertThat(migration.target.strings("SELECT business_key FROM instances"))
                    .as(launch)
                    .contains("young")
                    .doesNotContain("old");
        }
    }

    @Test
    void aKeyThatTheTransactionItselfDeletedInTheOtherStoreIsToldSo() throws SQLException {
        ordered();
        for (String launch : new String[] {
            "INSERT INTO instances (business_key) VALUES ('old') ON CONFLICT DO NOTHING",
            "INSERT INTO instances (business_key) VALUES ('old') ON CONFLICT (business_key) DO UPDATE SET n = 1",
            "INSERT INTO instances (business_key) VALUES ('old')",
            "INSERT INTO instances (id, business_key) VALUES ('b.2', lower('OLD'))",
            "UPDATE instances SET business_key = 'old' WHERE id = 'b.1'"
        }) {
            assertThat(execute("DELETE FROM instances WHERE id = 'a.1'")).isEqualTo(1);
            assertState("0A000", () -> execute(launch));
            connection.rollback();
        }
        String upsert = "INSERT INTO instances (business_key) VALUES ('old')"
                + " ON CONFLICT (business_key) DO UPDATE SET n = coalesce(instances.n, 0) + 1";
        assertThat(execute(upsert)).isEqualTo(1);
        assertThat(execute(upsert)).isEqualTo(1);
        assertThat(execute("INSERT INTO instances (business_key) VALUES ('old') ON CONFLICT DO NOTHING"))
                .isZero();
        connection.commit();
        assertThat(migration.initial.number("SELECT n FROM instances")).isEqualTo(2);
    }

    @Test
    void theImmutableRowsOfATransactionAreInOneStore() throws SQLException {
        ordered();
        execute("INSERT INTO definitions VALUES ('d', 'one')");
        execute("UPDATE instances SET n = 1 WHERE id = 'a.1'");
        assertState("23505", () -> execute("INSERT INTO definitions VALUES ('d', 'two')"));
        connection.rollback();
        execute("UPDATE instances SET n = 1 WHERE id = 'a.1'");
        execute("INSERT INTO definitions VALUES ('d', 'one')");
        execute("UPDATE instances SET n = 1 WHERE id = 'b.1'");
        assertThat(execute("INSERT INTO definitions VALUES ('d', 'two') ON CONFLICT DO NOTHING"))
                .isZero();
        assertThat(strings(connection, "SELECT body FROM definitions")).containsExactly("one");
        connection.commit();
        assertThat(migration.initial.strings("SELECT body FROM definitions")).containsExactly("one");
        assertThat(migration.target.strings("SELECT body FROM definitions")).containsExactly("one");
    }

    @Test
    void anIdForALaunchIsOfTheAcceptingStoreWhateverWasReadBefore() throws SQLException {
        connection.setAutoCommit(false);
        assertThat(strings(connection, "SELECT business_key FROM instances WHERE id = 'a.1'"))
                .containsExactly("old");
        String id = strings(connection, "SELECT migrating_id()").get(0);
        assertThat(update(connection, "INSERT INTO instances (id, business_key) VALUES (?, 'new')", id))
                .isEqualTo(1);
        connection.rollback();
        strings(connection, "SELECT business_key FROM instances WHERE id = 'a.1'");
        String number = strings(connection, "SELECT nextval('orders_id_seq')").get(0);
        assertThat(execute("INSERT INTO orders (id, number) VALUES (" + number + ", 'n')"))
                .isEqualTo(1);
    }

    @Test
    void aNumberInAnotherNotationLeadsToTheSameStore() throws SQLException {
        migration.to(Phase.ROLLING_BACK);
        migration.awaitHosts();
        assertState("40001", () -> execute("INSERT INTO orders (id, number) VALUES (1000007.0, 'n')"));
        assertState("40001", () -> execute("INSERT INTO orders (id, number) VALUES (+1000007, 'n')"));
        assertState("40001", () -> execute("INSERT INTO orders (id, number) VALUES (CAST('1000007' AS bigint), 'n')"));
        assertState(
                "40001",
                () -> update(connection, "INSERT INTO orders (number, id) VALUES ('n', ?::bigint)", "1000007"));
        assertState("0A000", () -> execute("INSERT INTO orders (id, number) VALUES ('1_000_007', 'n')"));
        assertState("0A000", () -> execute("INSERT INTO orders (id, number) VALUES (1000006.7, 'n')"));
        migration.target.execute("INSERT INTO orders (id, number) VALUES (1000007, 'n')");
        assertThat(execute("DELETE FROM orders WHERE id = 1000007.0")).isEqualTo(1);
    }

    @Test
    void anUpsertByAnIdOfTheOtherStoreIsDoneThere() throws SQLException {
        migration.initial.execute("INSERT INTO orders (id, number) VALUES (5, 'five')");
        String upsert = "INSERT INTO instances (id, business_key, n) VALUES ('a.1', ?, 5) ON CONFLICT (";
        String update = ") DO UPDATE SET n = coalesce(instances.n, 0) + EXCLUDED.n";
        assertThat(update(connection, upsert + "id" + update, "other")).isEqualTo(1);
        assertThat(update(connection, upsert + "id) DO NOTHING", "other")).isZero();
        assertThat(execute("INSERT INTO orders (id, number) VALUES (5, 'x') ON CONFLICT DO NOTHING"))
                .isZero();
        assertState("40001", () -> update(connection, upsert.replace("a.1", "a.2") + "id" + update, "other"));
        connection.setAutoCommit(false);
        assertThat(update(connection, upsert + "business_key" + update, "old")).isEqualTo(1);
        assertThat(update(connection, upsert + "id" + update, "other")).isEqualTo(1);
        try (PreparedStatement batch = connection.prepareStatement(upsert + "id" + update)) {
            for (String key : new String[] {"x", "y"}) {
                batch.setString(1, key);
                batch.addBatch();
            }
            assertThat(batch.executeBatch()).containsExactly(1, 1);
        }
        connection.commit();
        assertThat(migration.initial.number("SELECT n FROM instances")).isEqualTo(25);
        assertThat(execute("DELETE FROM instances WHERE id = 'a.1'")).isEqualTo(1);
        assertState("0A000", () -> update(connection, upsert + "id) DO NOTHING", "other"));
        connection.rollback();
        assertThat(execute("DELETE FROM instances WHERE id = 'a.1'")).isEqualTo(1);
        assertState(
                "0A000", () -> execute("INSERT INTO instances (business_key) VALUES ('old') ON CONFLICT DO NOTHING"));
        connection.rollback();
    }

    @Test
    void aChildJoinsAnEntityThatIsYoungerThanTheSnapshot() throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        assertThat(strings(connection, "SELECT count(*) FROM jobs")).containsExactly("0");
        String job = UUID.randomUUID().toString();
        migration.initial.execute("INSERT INTO jobs (id, name) VALUES ('" + job + "', 'late')");
        assertThat(execute("INSERT INTO job_runs (job_id) VALUES ('" + job + "')"))
                .isEqualTo(1);
        connection.commit();
        assertThat(migration.initial.number("SELECT count(*) FROM job_runs")).isEqualTo(1);
    }

    private void ordered() throws SQLException {
        connection.close();
        connection = DriverManager.getConnection(migration.url() + "&migrating.cross-store=ordered");
        connection.setAutoCommit(false);
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
