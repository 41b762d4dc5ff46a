package io.migratingjdbc.tests.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.internal.control.Events;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.tests.harness.Database;
import io.migratingjdbc.tests.harness.EmbeddedStores;
import io.migratingjdbc.tests.harness.TcpProxy;
import io.migratingjdbc.tests.harness.TcpProxy.Direction;
import io.migratingjdbc.tests.harness.TcpProxy.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The window between the two commits of {@code migrating.cross-store=ordered}: whatever fails there is said, and recorded. */
class OrderedTransactionTest {
    private Database direct;
    private TcpProxy proxy;
    private TestMigration migration;
    private Connection connection;

    @BeforeEach
    void create() throws SQLException {
        Database initial = EmbeddedStores.shared().get(0).newDatabase();
        direct = EmbeddedStores.shared().get(1).newDatabase();
        proxy = TcpProxy.to(direct);
        migration = TestMigration.create(initial, direct.via(proxy), plan -> plan);
        initial.execute("INSERT INTO instances (id, business_key, n) VALUES ('a.1', 'a', 0)");
        direct.execute("INSERT INTO instances (id, business_key, n) VALUES ('b.1', 'b', 0)");
        migration.to(Phase.MIGRATION);
        connection = DriverManager.getConnection(migration.url() + "&migrating.cross-store=ordered");
        connection.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException, IOException {
        connection.close();
        proxy.close();
    }

    @Test
    void aServerThatIsLostBetweenTheTwoCommitsLeavesHalf() throws SQLException {
        increment("a");
        increment("b");
        cutAt("COMMIT", Verdict.DROP_AND_CUT);
        assertTorn("is committed in store a, and may or may not be committed in store b");
        assertCounts(1, 0);
    }

    @Test
    void anAnswerThatIsLostAfterTheSecondCommitLeavesAllOfItButNobodyKnows() throws SQLException {
        increment("b");
        increment("a");
        cutAt("COMMIT", Verdict.FORWARD_AND_CUT);
        assertTorn("is committed in store a, and may or may not be committed in store b");
        assertCounts(1, 1);
    }

    @Test
    void twoStoresCannotBePreparedAsOne() throws SQLException {
        increment("a");
        increment("b");
        assertThatThrownBy(() -> connection.createStatement().execute("PREPARE TRANSACTION 'both'"))
                .isInstanceOf(SQLFeatureNotSupportedException.class)
                .hasMessageContaining("cannot be prepared as one");
        connection.rollback();
        assertCounts(0, 0);
    }

    @Test
    void aCommitThatTheSecondStoreRefusesIsRolledBackThere() throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        increment("a");
        increment("b");
        conflictAtCommit(direct, "b.1");
        assertTorn("is committed in store a, and is rolled back in store b");
        assertCounts(1, 0);
        increment("a");
        connection.commit();
        assertCounts(2, 0);
    }

    @Test
    void aCommitThatTheFirstStoreRefusesLeavesNothing() throws SQLException {
        failAtCommit(migration.initial);
        increment("a");
        increment("b");
        assertThatThrownBy(connection::commit).hasMessageContaining("not at commit");
        assertCounts(0, 0);
        assertThat(recorded()).isEmpty();
    }

    @Test
    void aConstraintOfTheSecondStoreThatIsCheckedAtCommitLeavesNothing() throws SQLException {
        failAtCommit(direct);
        increment("a");
        increment("b");
        assertThatThrownBy(connection::commit).hasMessageContaining("not at commit");
        assertCounts(0, 0);
        assertThat(recorded()).isEmpty();
    }

    @Test
    void thePartWithLaunchesIsCommittedFirst() throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        increment("a");
        conflictAtCommit(migration.initial, "a.1");
        LaunchTest.launch(connection, "new");
        assertTorn("is committed in store b, and is rolled back in store a");
        assertThat(direct.number("SELECT count(*) FROM instances WHERE business_key = 'new'"))
                .isEqualTo(1);
        assertCounts(0, 0);
    }

    @Test
    void aLaunchOfUnknownOutcomeIsNotFollowedByTheOtherCommit() throws SQLException {
        increment("a");
        LaunchTest.launch(connection, "new");
        cutAt("pg_advisory_xact_lock_shared", Verdict.FORWARD_AND_CUT);
        assertTorn("may or may not be committed in store b, and is rolled back in store a");
        assertThat(direct.number("SELECT count(*) FROM instances WHERE business_key = 'new'"))
                .isEqualTo(1);
        assertCounts(0, 0);
    }

    @Test
    void aLostFenceLeavesNothing() throws SQLException {
        connection.close();
        connection = migration.connectSleeping("old&migrating.cross-store=ordered");
        connection.setAutoCommit(false);
        increment("a");
        LaunchTest.launch(connection, "late");
        migration.to(Phase.PRE_ROLLBACK);
        migration.to(Phase.ROLLING_BACK);
        assertThatThrownBy(connection::commit)
                .isInstanceOf(SQLException.class)
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("40001");
        assertCounts(0, 0);
        assertThat(direct.number("SELECT count(*) FROM instances WHERE business_key = 'late'"))
                .isZero();
    }

    private void increment(String store) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("UPDATE instances SET n = n + 1 WHERE id = '" + store + ".1'"))
                    .isEqualTo(1);
        }
    }

    private void cutAt(String text, Verdict verdict) {
        proxy.tap((connection, direction, bytes) ->
                direction == Direction.TO_SERVER && new String(bytes, StandardCharsets.UTF_8).contains(text)
                        ? verdict
                        : Verdict.FORWARD);
    }

    private static void failAtCommit(Database store) throws SQLException {
        store.execute(
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'not at commit'; END$$",
                "CREATE CONSTRAINT TRIGGER refused AFTER UPDATE ON instances DEFERRABLE INITIALLY DEFERRED"
                        + " FOR EACH ROW EXECUTE FUNCTION refuse()");
    }

    /** Another transaction and this one each miss what the other writes, which the store finds out at the second commit. */
    private void conflictAtCommit(Database store, String id) throws SQLException {
        EveryPhaseTest.strings(connection, "SELECT count(*) FROM tasks WHERE instance_id = '" + id + "'");
        try (Connection other = store.connect();
                Statement statement = other.createStatement()) {
            other.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            other.setAutoCommit(false);
            statement.execute("SELECT sum(n) FROM instances");
            statement.execute("INSERT INTO tasks (instance_id) VALUES ('" + id + "')");
            other.commit();
        }
    }

    /** 08007, with what became of either part, which an operator finds in the events as well. */
    private void assertTorn(String what) throws SQLException {
        assertThatThrownBy(connection::commit)
                .hasMessageContaining(what)
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("08007");
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (recorded().isEmpty() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(recorded())
                .singleElement()
                .satisfies(event -> assertThat(event.result()).contains(what, "1 of 1 ordered"));
    }

    private List<Events.Event> recorded() throws SQLException {
        try (Connection metadata = migration.initial.connect()) {
            return migration.plane.events().list(metadata, 100).stream()
                    .filter(event -> event.what().equals("ordered transaction"))
                    .toList();
        }
    }

    private void assertCounts(int a, int b) throws SQLException {
        assertThat(migration.initial.number("SELECT n FROM instances WHERE id = 'a.1'"))
                .isEqualTo(a);
        assertThat(direct.number("SELECT n FROM instances WHERE id = 'b.1'")).isEqualTo(b);
    }
}
