package io.migratingjdbc.tests.protocol;

import static io.migratingjdbc.tests.protocol.EveryPhaseTest.strings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.tests.harness.Database;
import io.migratingjdbc.tests.harness.EmbeddedStores;
import io.migratingjdbc.tests.harness.TcpProxy;
import io.migratingjdbc.tests.harness.TcpProxy.Verdict;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;

/** One connection used by several threads, which JDBC allows: one after the other, but what ends or cancels does not wait. */
@Timeout(120)
class SharedConnectionTest {
    private static final int THREADS = 6;
    private static final int ROUNDS = 20;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch opening = new CountDownLatch(1);
    private final CountDownLatch mayOpen = new CountDownLatch(1);
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
        migration.to(Phase.PRE_MIGRATION);
        connection = DriverManager.getConnection(migration.url()
                + "&ApplicationName=shared&migrating.cross-store=ordered&migrating.poll-interval=100ms");
    }

    @AfterEach
    void close() throws SQLException, IOException {
        mayOpen.countDown();
        threads.shutdownNow();
        connection.close();
        proxy.close();
    }

    @Test
    void statementsOfSeveralThreadsComeOneAfterTheOther() throws Exception {
        together(thread -> {
            for (int round = 0; round < ROUNDS; round++) {
                increment("a");
                String id = LaunchTest.launch(connection, thread + "/" + round);
                assertThat(strings(connection, "SELECT business_key FROM instances WHERE id = '" + id + "'"))
                        .containsExactly(thread + "/" + round);
                assertThat(strings(connection, "SELECT count(*) FROM instances WHERE id IN ('a.1', 'b.1')"))
                        .containsExactly("2");
            }
        });
        assertThat(migration.initial.number("SELECT n FROM instances WHERE id = 'a.1'"))
                .isEqualTo(THREADS * ROUNDS);
        assertThat(migration.initial.number("SELECT count(*) FROM instances")).isEqualTo(1 + THREADS * ROUNDS);
    }

    @Test
    void batchesComeOneAfterTheOther() throws Exception {
        together(thread -> {
            for (int round = 0; round < ROUNDS; round++) {
                try (Statement batch = connection.createStatement()) {
                    for (String half : List.of("x", "y")) {
                        batch.addBatch("INSERT INTO instances (business_key) VALUES ('%s/%d/%s')"
                                .formatted(thread, round, half));
                    }
                    assertThat(batch.executeBatch()).containsExactly(1, 1);
                }
                increment("a");
                increment("b");
            }
        });
        assertThat(migration.initial.number("SELECT n FROM instances WHERE id = 'a.1'"))
                .isEqualTo(THREADS * ROUNDS);
        assertThat(migration.initial.number("SELECT count(*) FROM instances")).isEqualTo(1 + 2 * THREADS * ROUNDS);
    }

    @Test
    void severalThreadsShareOneTransaction() throws Exception {
        connection.setAutoCommit(false);
        together(thread -> {
            for (int round = 0; round < ROUNDS; round++) {
                increment(round % 2 == 0 ? "a" : "b");
                connection.setSavepoint();
                LaunchTest.launch(connection, thread + "/" + round);
            }
        });
        Savepoint savepoint = connection.setSavepoint();
        together(thread -> increment("b"));
        connection.rollback(savepoint);
        assertThat(migration.initial.number("SELECT count(*) FROM instances")).isEqualTo(1);
        connection.commit();
        assertThat(migration.initial.number("SELECT n FROM instances WHERE id = 'a.1'"))
                .isEqualTo(THREADS * ROUNDS / 2);
        assertThat(direct.number("SELECT n FROM instances WHERE id = 'b.1'")).isEqualTo(THREADS * ROUNDS / 2);
        assertThat(migration.initial.number("SELECT count(*) FROM instances")).isEqualTo(1 + THREADS * ROUNDS);
    }

    @Test
    void cancelDoesNotWait() throws Exception {
        try (Statement statement = connection.createStatement()) {
            for (Step cancel : List.<Step>of(
                    statement::cancel,
                    () -> connection.unwrap(PGConnection.class).cancelQuery())) {
                Future<?> sleeping = submit(() -> statement.execute("SELECT pg_sleep(600) FROM instances"));
                awaitSleeper();
                cancel.run();
                assertFails(sleeping, "57014");
            }
        }
        increment("a");
    }

    @Test
    void abortWithoutAnExecutorEndsNothing() throws SQLException {
        assertThatThrownBy(() -> connection.abort(null)).isInstanceOf(SQLException.class);
        assertThat(connection.isClosed()).isFalse();
        increment("a");
    }

    @Test
    void closeAndAbortDoNotWait() throws Exception {
        for (Step end : List.<Step>of(() -> connection.close(), () -> connection.abort(Runnable::run))) {
            connection = migration.connect();
            Future<?> sleeping =
                    submit(() -> connection.createStatement().execute("SELECT pg_sleep(600) FROM instances"));
            awaitSleeper();
            end.run();
            assertThatThrownBy(connection::createStatement).isInstanceOf(SQLException.class);
            for (Database store :
                    List.of(migration.initial, direct)) { // a server does not look after its client in a sleep
                store.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND wait_event = 'PgSleep'");
            }
            assertThatThrownBy(() -> sleeping.get(30, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        }
    }

    @Test
    void nothingRemainsOfAConnectionThatWasClosedWhileItOpenedAStore() throws Exception {
        connection.setAutoCommit(false);
        LaunchTest.launch(connection, "never");
        proxy.tap((number, direction, bytes) -> {
            opening.countDown();
            awaitOpening();
            return Verdict.FORWARD;
        });
        Future<?> read = submit(() -> strings(connection, "SELECT n FROM instances WHERE id = 'b.1'"));
        opening.await();
        connection.close();
        mayOpen.countDown();
        assertThatThrownBy(() -> read.get(30, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        String unused = "SELECT count(*) FROM pg_stat_activity WHERE query = 'SET application_name = ''shared'''";
        await(() -> direct.number(unused) == 0);
        migration.to(Phase.MIGRATION);
        migration.awaitHosts(); // which do not acknowledge while a launch is in flight
    }

    private void awaitOpening() {
        try {
            mayOpen.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws Exception;
    }

    @FunctionalInterface
    private interface ByThread {
        void run(int thread) throws Exception;
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws SQLException;
    }

    private void together(ByThread work) throws Exception {
        List<Callable<Void>> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            all.add(() -> {
                work.run(thread);
                return null;
            });
        }
        for (Future<Void> done : threads.invokeAll(all)) {
            done.get();
        }
    }

    private Future<?> submit(Step step) {
        return threads.submit(() -> {
            step.run();
            return null;
        });
    }

    private void increment(String store) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("UPDATE instances SET n = n + 1 WHERE id = '" + store + ".1'"))
                    .isEqualTo(1);
        }
    }

    private void awaitSleeper() throws SQLException {
        String sql =
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'";
        await(() -> migration.initial.number(sql) + direct.number(sql) > 0);
    }

    private static void await(Condition condition) throws SQLException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static void assertFails(Future<?> future, String sqlState) {
        assertThatThrownBy(() -> future.get(30, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(SQLException.class)
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo(sqlState);
    }
}
