package io.migratingjdbc.tests.protocol;

import static io.migratingjdbc.tests.protocol.EveryPhaseTest.strings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.MigratingXADataSource;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.tests.harness.Database;
import io.migratingjdbc.tests.harness.EmbeddedStores;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.XAConnection;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Whatever fails, and whoever gives a connection up in the middle: no session of a store remains, and no launch in flight. */
class LeaksTest {
    private static final int TIMES = 12;
    /** The driver's own, which stay, and the test's. */
    private static final int SIDE = 2;

    private TestMigration migration;

    @BeforeEach
    void create() throws SQLException {
        migration = TestMigration.create();
        migration.initial.execute("INSERT INTO instances (id, business_key, n) VALUES ('a.1', 'a', 0)");
        migration.target.execute("INSERT INTO instances (id, business_key, n) VALUES ('b.1', 'b', 0)");
        migration.to(Phase.PRE_MIGRATION);
    }

    @AfterEach
    void nothingRemains() throws SQLException {
        await(migration.initial);
        await(migration.target);
        migration.to(Phase.MIGRATION);
        migration.awaitHosts(); // which do not acknowledge while a launch is in flight
    }

    private static void await(Database store) throws SQLException {
        String sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                + " AND backend_type = 'client backend' AND pid <> pg_backend_pid()";
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (store.number(sql) > SIDE) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(migration.url() + "&migrating.side-pool-size=" + SIDE
                + "&migrating.poll-interval=100ms&migrating.cross-store=ordered");
    }

    @Test
    void ofAConnectionWhoseSecondStoreCannotBeOpened() throws SQLException {
        connect().close(); // so that the driver's own connections exist
        try (Connection first = connect()) {
            LaunchTest.launch(first, "first");
        }
        Database beside = EmbeddedStores.shared().get(1).newDatabase();
        beside.execute("ALTER DATABASE " + migration.target.name() + " ALLOW_CONNECTIONS false");
        try {
            for (int i = 0; i < TIMES; i++) {
                try (Connection connection = connect()) {
                    connection.setAutoCommit(i % 2 == 0);
                    assertState("55000", () -> strings(connection, "SELECT n FROM instances WHERE id = 'b.1'"));
                    assertState("55000", () -> strings(connection, "SELECT count(*) FROM instances"));
                    assertThat(strings(connection, "SELECT n FROM instances WHERE id = 'a.1'"))
                            .containsExactly("0");
                }
            }
        } finally {
            beside.execute("ALTER DATABASE " + migration.target.name() + " ALLOW_CONNECTIONS true");
        }
    }

    @Test
    void ofAConnectionWhoseSettingsTheSecondStoreRefuses() throws SQLException {
        migration.initial.execute("CREATE ROLE app_of_one SUPERUSER");
        for (int i = 0; i < TIMES; i++) {
            try (Connection connection = connect()) {
                connection.createStatement().execute("SET ROLE app_of_one");
                assertState("22023", () -> strings(connection, "SELECT n FROM instances WHERE id = 'b.1'"));
            }
        }
    }

    @Test
    void ofATransactionThatIsGivenUp() throws SQLException {
        for (int i = 0; i < TIMES; i++) {
            Connection connection = connect();
            connection.setAutoCommit(false);
            LaunchTest.launch(connection, "given up");
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("UPDATE instances SET n = n + 1 WHERE id = 'b.1'");
                statement.setFetchSize(1);
                statement.executeQuery("SELECT * FROM instances ORDER BY id").next();
            }
            if (i % 2 == 0) {
                connection.close();
            } else {
                connection.abort(Runnable::run);
                connection.close();
            }
        }
        assertThat(migration.target.number("SELECT n FROM instances")).isZero();
    }

    @Test
    void ofACommitThatFails() throws SQLException {
        for (int i = 0; i < TIMES; i++) {
            try (Connection connection = connect()) {
                connection.setAutoCommit(false);
                LaunchTest.launch(connection, "torn " + i);
                connection.createStatement().executeUpdate("UPDATE instances SET n = n + 1 WHERE id = 'b.1'");
                Database lost = i % 2 == 0 ? migration.initial : migration.target;
                assertThat(lost.strings("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'relation'"
                                + " AND relation = 'instances'::regclass AND mode = 'RowExclusiveLock'"))
                        .containsExactly("t");
                assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
                assertThat(connection.isValid(1)).isFalse();
            }
        }
        assertThat(migration.initial.number("SELECT count(*) FROM instances WHERE business_key LIKE 'torn%'"))
                .isZero();
        assertThat(migration.target.number("SELECT n FROM instances")).isZero();
    }

    @Test
    void ofAPooledSessionThatIsAborted() throws Exception {
        MigratingXADataSource source = new MigratingXADataSource();
        source.setUrl(migration.url());
        source.setProperty("migrating.side-pool-size", Integer.toString(SIDE));
        source.setProperty("migrating.poll-interval", "100ms");
        for (int i = 0; i < TIMES; i++) {
            XAConnection pooled = source.getXAConnection();
            Connection handle = pooled.getConnection();
            assertThat(strings(handle, "SELECT count(*) FROM instances")).containsExactly("2");
            handle.setAutoCommit(false);
            LaunchTest.launch(handle, "never");
            handle.close();
            assertState("08003", () -> handle.unwrap(PGConnection.class));
            assertThat(handle.isValid(1)).isFalse();
            if (i % 2 == 0) {
                pooled.getConnection().abort(Runnable::run);
            }
            pooled.close();
        }
    }

    private static void assertState(String sqlState, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(SQLException.class)
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo(sqlState);
    }
}
