package io.migratingjdbc.tests.protocol;

import static io.migratingjdbc.tests.protocol.EveryPhaseTest.strings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.internal.model.Phase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One transaction over two stores: savepoints, isolation, read-only, both settings of cross-store, and what belongs to one session. */
class TransactionsTest {
    private TestMigration migration;
    private Connection connection;
    private Statement statement;

    /** In MIGRATION, with an entity in each store. */
    @BeforeEach
    void migrate() throws SQLException {
        migration = TestMigration.create();
        migration.initial.execute("INSERT INTO instances (id, business_key, n) VALUES ('a.1', 'a', 0)");
        migration.target.execute("INSERT INTO instances (id, business_key, n) VALUES ('b.1', 'b', 0)");
        migration.to(Phase.MIGRATION);
        use(migration.connect());
    }

    private void use(Connection opened) throws SQLException {
        connection = opened;
        statement = connection.createStatement();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private void ordered() throws SQLException {
        connection.close();
        use(DriverManager.getConnection(migration.url() + "&migrating.cross-store=ordered"));
    }

    @Test
    void aSavepointUndoesWhatCameAfterItInBothStores() throws SQLException {
        ordered();
        connection.setAutoCommit(false);
        increment("a");
        Savepoint first = connection.setSavepoint();
        increment("b");
        increment("a");
        statement.execute("SAVEPOINT second");
        increment("b");
        connection.rollback(connection.setSavepoint("third"));
        statement.execute("ROLLBACK TO SAVEPOINT second");
        assertCounts(connection, "2", "1");
        connection.rollback(first);
        assertCounts(connection, "1", "0");
        increment("b");
        connection.commit();
        assertCounts(connection, "1", "1");
    }

    @Test
    void aSavepointIsUsableAgainAfterAnErrorInEitherStore() throws SQLException {
        connection.setAutoCommit(false);
        increment("a");
        assertThat(strings(connection, "SELECT n FROM instances WHERE id = 'b.1'"))
                .containsExactly("0");
        Savepoint savepoint = connection.setSavepoint("before");
        for (String store : new String[] {"a", "b"}) {
            assertState(
                    "22012", () -> statement.executeQuery("SELECT 1 / 0 FROM instances WHERE id = '" + store + ".1'"));
            assertState("25P02", () -> increment("a"));
            assertState("25P02", connection::setSavepoint);
            connection.rollback(savepoint);
            increment("a");
        }
        connection.releaseSavepoint(savepoint);
        assertState("3B000", () -> connection.rollback(savepoint));
        connection.commit();
        assertThat(migration.initial.number("SELECT n FROM instances")).isEqualTo(2);
    }

    @Test
    void aSavepointThatIsGoneIsRefusedByTheDatabase() throws SQLException {
        connection.setAutoCommit(false);
        increment("a");
        Savepoint outer = connection.setSavepoint();
        Savepoint inner = connection.setSavepoint("inner");
        connection.rollback(outer);
        assertState("3B001", () -> connection.rollback(inner));
        assertState("25P02", () -> increment("a"));
        connection.rollback();
        assertState("3B001", () -> statement.execute("ROLLBACK TO nowhere"));
        connection.rollback();
        connection.setAutoCommit(true);
        assertState("25P01", connection::setSavepoint);
        assertState("25P01", () -> statement.execute("SAVEPOINT s"));
    }

    @Test
    void aSecondStoreIsRefusedAndASavepointBringsTheTransactionBack() throws SQLException {
        connection.setAutoCommit(false);
        increment("a");
        Savepoint savepoint = connection.setSavepoint();
        assertState("0A000", () -> increment("b"));
        assertState("25P02", () -> increment("a"));
        connection.rollback(savepoint);
        increment("a");
        connection.commit();
        assertCounts(connection, "2", "0");
        increment("a");
        assertState("0A000", () -> increment("b"));
        assertState("25P02", connection::commit);
        connection.setAutoCommit(true);
        assertCounts(connection, "2", "0");
    }

    @Test
    void anOrderedTransactionOfWhichAPartFailedIsNotAppliedAtAll() throws SQLException {
        ordered();
        connection.setAutoCommit(false);
        increment("a");
        increment("b");
        assertState("22012", () -> statement.executeQuery("SELECT 1 / 0 FROM instances WHERE id = 'b.1'"));
        connection.commit(); // which the database's driver does not object to
        assertCounts(connection, "0", "0");
    }

    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE})
    void snapshotsHoldInBothStoresAndLaunchesAreFenced(int isolation) throws SQLException {
        connection.setTransactionIsolation(isolation);
        connection.setAutoCommit(false);
        assertCounts(connection, "0", "0");
        migration.initial.execute("UPDATE instances SET n = 7");
        migration.target.execute("UPDATE instances SET n = 7");
        assertCounts(connection, "0", "0");
        assertState("25001", () -> connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED));
        connection.rollback();
        assertThat(LaunchTest.launch(connection, "fresh")).startsWith("b.");
        connection.commit();
        connection.close();
        use(migration.connectSleeping("old"));
        connection.setTransactionIsolation(isolation);
        connection.setAutoCommit(false);
        LaunchTest.launch(connection, "late");
        migration.to(Phase.PRE_ROLLBACK);
        migration.to(Phase.ROLLING_BACK);
        assertState("40001", connection::commit);
        connection.rollback();
        assertThat(migration.target.number("SELECT count(*) FROM instances WHERE business_key = 'late'"))
                .isZero();
    }

    @Test
    void aLaunchInAReadOnlyTransactionFailsAsNatively() throws SQLException {
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        assertState("25006", () -> LaunchTest.launch(connection, "new"));
        connection.rollback();
        connection.setReadOnly(false);
        statement.execute("SET TRANSACTION READ ONLY");
        assertState("25006", () -> increment("a"));
        connection.rollback();
        connection.setAutoCommit(true);
        statement.execute("BEGIN READ ONLY");
        assertState("25006", () -> LaunchTest.launch(connection, "new"));
        statement.execute("ROLLBACK");
        assertThat(LaunchTest.launch(connection, "new")).isNotNull();
    }

    @Test
    void whatDoesNotBeginLeavesNoTransaction() throws SQLException {
        assertState("42601", () -> statement.execute("BEGIN OR NOT"));
        increment("a");
        assertThat(migration.initial.number("SELECT n FROM instances")).isEqualTo(1);
    }

    @Test
    void anAdvisoryLockIsTakenInBothStoresOrInNone() throws SQLException {
        statement.execute("SELECT pg_advisory_lock(7)");
        assertThat(tried(7)).isEqualTo("f f");
        assertThat(strings(connection, "SELECT pg_advisory_unlock(7)")).containsExactly("t");
        assertThat(tried(7)).isEqualTo("t t");
        try (Connection holder = migration.target.connect()) {
            holder.createStatement().execute("SELECT pg_advisory_lock(8)");
            assertThat(strings(connection, "SELECT pg_try_advisory_lock(8) AS got"))
                    .containsExactly("f");
            assertThat(tried(8)).isEqualTo("t f");
        }
        connection.setAutoCommit(false);
        assertThat(strings(connection, "SELECT pg_try_advisory_xact_lock(9)")).containsExactly("t");
        assertThat(tried(9)).isEqualTo("f f");
        connection.commit();
        assertThat(tried(9)).isEqualTo("t t");
        assertState(
                "0A000", () -> statement.executeQuery("SELECT pg_advisory_lock(7) FROM instances WHERE id = 'a.1'"));
    }

    private String tried(int key) throws SQLException {
        String sql = "SELECT pg_try_advisory_lock(" + key + ")";
        return migration.initial.strings(sql).get(0) + " "
                + migration.target.strings(sql).get(0);
    }

    @Test
    void whatWouldHoldInHalfIsRefused() throws SQLException {
        for (String sql : new String[] {
            "LISTEN news",
            "NOTIFY news",
            "SELECT pg_notify('news', 'x')",
            "SELECT lastval()",
            "SELECT currval('tasks_id_seq')",
            "SELECT set_config('app.x', lower('X'), false)"
        }) {
            assertState("0A000", () -> statement.execute(sql));
        }
        connection.setAutoCommit(false);
        statement.executeUpdate("INSERT INTO tasks (instance_id) VALUES ('a.1')");
        assertThat(strings(connection, "SELECT lastval()")).containsExactly("1");
        connection.commit();
    }

    @Test
    void aConnectionIsValidWhileItsStoresAreAndNoLongerAfterAbort() throws SQLException {
        assertCounts(connection, "0", "0");
        assertThat(connection.isValid(5)).isTrue();
        connection.beginRequest();
        connection.endRequest();
        connection.abort(Runnable::run);
        assertThat(connection.isClosed()).isTrue();
        assertThat(connection.isValid(5)).isFalse();
        assertState("08003", connection::createStatement);
    }

    private void increment(String store) throws SQLException {
        assertThat(statement.executeUpdate("UPDATE instances SET n = n + 1 WHERE id = '" + store + ".1'"))
                .isEqualTo(1);
    }

    private static void assertCounts(Connection connection, String a, String b) throws SQLException {
        assertThat(strings(connection, "SELECT n FROM instances WHERE id = 'a.1'"))
                .containsExactly(a);
        assertThat(strings(connection, "SELECT n FROM instances WHERE id = 'b.1'"))
                .containsExactly(b);
    }

    private static void assertState(String sqlState, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(SQLException.class)
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo(sqlState);
    }
}
