package io.migratingjdbc.tests.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.tests.harness.TcpProxy.Direction;
import io.migratingjdbc.tests.harness.TcpProxy.Verdict;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {
    private Database database;

    @BeforeEach
    void createTable() throws Exception {
        database = EmbeddedStores.shared().get(0).newDatabase();
        database.execute("CREATE TABLE t (x int)");
    }

    @Test
    void countsTurnsOfTheConversation() throws Exception {
        try (TcpProxy proxy = TcpProxy.to(database);
                Connection connection = database.via(proxy).connect();
                Statement statement = connection.createStatement()) {
            long before = proxy.roundTrips();
            statement.execute("INSERT INTO t VALUES (1)");
            assertThat(proxy.roundTrips() - before).isEqualTo(1);

            // An answer far larger than a piece is one turn.
            try (ResultSet rows = statement.executeQuery("SELECT repeat('x', 3000000)")) {
                assertThat(rows.next()).isTrue();
            }
            assertThat(proxy.roundTrips() - before).isEqualTo(2);

            connection.setAutoCommit(false);
            statement.execute("INSERT INTO t VALUES (2)");
            connection.commit();
            assertThat(proxy.roundTrips() - before).isEqualTo(4);
            assertThat(proxy.connections()).hasSize(1);
        }
    }

    @Test
    void cutsAfterTheCommitHasReachedTheServer() throws Exception {
        try (TcpProxy proxy = TcpProxy.to(database);
                Connection connection = database.via(proxy).connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("INSERT INTO t VALUES (1)");
            proxy.tap((through, direction, bytes) ->
                    direction == Direction.TO_SERVER && text(bytes).contains("COMMIT")
                            ? Verdict.FORWARD_AND_CUT
                            : Verdict.FORWARD);
            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
            // The closed connection's transaction has ended either way once this lock is granted.
            database.execute("BEGIN; LOCK TABLE t; COMMIT");
            assertThat(database.number("SELECT count(*) FROM t")).isEqualTo(1);
        }
    }

    @Test
    void cutsBeforeTheCommitReachesTheServer() throws Exception {
        try (TcpProxy proxy = TcpProxy.to(database);
                Connection connection = database.via(proxy).connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("INSERT INTO t VALUES (1)");
            proxy.tap((through, direction, bytes) ->
                    text(bytes).contains("COMMIT") ? Verdict.DROP_AND_CUT : Verdict.FORWARD);
            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
            database.execute("BEGIN; LOCK TABLE t; COMMIT");
            assertThat(database.number("SELECT count(*) FROM t")).isZero();
        }
    }

    @Test
    void holdsAnswersUntilReleased() throws Exception {
        try (TcpProxy proxy = TcpProxy.to(database);
                Connection connection = database.via(proxy).connect();
                Statement statement = connection.createStatement()) {
            proxy.hold(Direction.TO_CLIENT);
            CompletableFuture<Integer> update = CompletableFuture.supplyAsync(() -> {
                try {
                    return statement.executeUpdate("INSERT INTO t VALUES (1)");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            proxy.awaitHeld(Direction.TO_CLIENT);
            assertThat(database.number("SELECT count(*) FROM t")).isEqualTo(1);
            assertThat(update).isNotDone();
            proxy.release(Direction.TO_CLIENT);
            assertThat(update.join()).isEqualTo(1);
        }
    }

    @Test
    void refusesAndAdmits() throws Exception {
        try (TcpProxy proxy = TcpProxy.to(database)) {
            proxy.refuse();
            assertThatThrownBy(() -> database.via(proxy).connect()).isInstanceOf(SQLException.class);
            proxy.admit();
            database.via(proxy).connect().close();
        }
    }

    @Test
    void cutEndsEveryConnection() throws Exception {
        try (TcpProxy proxy = TcpProxy.to(database);
                Connection connection = database.via(proxy).connect();
                Statement statement = connection.createStatement()) {
            proxy.cut();
            assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
