package io.migratingjdbc.internal.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.migratingjdbc.internal.model.Fence;
import io.migratingjdbc.internal.model.Outcome;
import io.migratingjdbc.internal.model.StoreId;
import io.migratingjdbc.internal.model.StoreStatus;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TableSchema;
import io.migratingjdbc.internal.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;

@Timeout(30)
class PostgresDialectTest {
    private static final String NAME = "it's \\ \"orders\"?";
    private static final Fence OPEN_5 = new Fence(new StoreId("pg1"), StoreStatus.OPEN, 5);
    private static String url;

    private final PostgresDialect dialect = new PostgresDialect();

    @BeforeAll
    static void database() {
        url = TestPostgres.newDatabase();
    }

    @BeforeEach
    void fenceOpenAtFive() throws SQLException {
        try (Connection connection = open("")) {
            dialect.createStoreTable(connection, "public");
            execute(connection, "DROP TABLE IF EXISTS orders, positions");
            execute(connection, "CREATE TABLE orders (id int PRIMARY KEY)");
            execute(connection, "CREATE TABLE positions (id int REFERENCES orders DEFERRABLE INITIALLY DEFERRED)");
            execute(connection, "DELETE FROM migrating_store");
            dialect.change(
                    connection,
                    "INSERT INTO migrating_store (migration, store_id, status, generation) VALUES (?, ?, ?, ?)",
                    NAME,
                    "pg1",
                    "open",
                    5L);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&preferQueryMode=simple",
                "&preferQueryMode=extendedForPrepared",
                "&preferQueryMode=extendedCacheEverything",
                "&prepareThreshold=1",
                "&prepareThreshold=0",
                "&autosave=always",
                "&autosave=always&cleanupSavepoints=true",
                "&defaultRowFetchSize=1",
                "&options=-c%20default_transaction_isolation=serializable",
                "&options=-c%20default_transaction_isolation=repeatable%5C%20read"
            })
    void aLaunchCommitsUnderTheRightFenceAndNotUnderAnother(String mode) throws SQLException {
        try (Connection connection = open(mode)) {
            connection.setAutoCommit(false);
            for (int id = 0; id < 7; id++) {
                execute(connection, "INSERT INTO orders VALUES (" + id + ")");
                dialect.fenceAndCommit(connection, "public", NAME, OPEN_5);
                assertThat(connection.getAutoCommit()).isFalse();
            }
            for (int i = 0; i < 7; i++) {
                execute(connection, "INSERT INTO orders VALUES (100)");
                SQLException lost = catchThrowableOfType(
                        SQLException.class,
                        () -> dialect.fenceAndCommit(
                                connection, "public", NAME, new Fence(OPEN_5.store(), StoreStatus.OPEN, 6)));
                assertThat(lost.getMessage()).contains("store pg1 is no longer open with generation 6");
                assertThat(dialect.classify(lost)).isEqualTo(ErrorClass.FENCE_LOST);
                assertThat(dialect.outcomeOfFailedCommit(lost)).isEqualTo(Outcome.NOT_APPLIED);
                connection.rollback();
            }
            execute(connection, "INSERT INTO orders VALUES (101)");
            dialect.fenceAndCommit(connection, "public", NAME, OPEN_5);
        }
        assertThat(orders()).containsExactly(0, 1, 2, 3, 4, 5, 6, 101);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&preferQueryMode=simple", "&autosave=always"})
    void aFailureAtCommitItselfIsKnownToApplyNothing(String mode) throws SQLException {
        try (Connection connection = open(mode)) {
            connection.setAutoCommit(false);
            execute(connection, "INSERT INTO orders VALUES (1)");
            execute(connection, "INSERT INTO positions VALUES (2)");
            SQLException failed = catchThrowableOfType(
                    SQLException.class, () -> dialect.fenceAndCommit(connection, "public", NAME, OPEN_5));
            assertThat(failed.getSQLState()).isEqualTo("23503");
            assertThat(dialect.outcomeOfFailedCommit(failed)).isEqualTo(Outcome.NOT_APPLIED);
            connection.rollback();
            execute(connection, "INSERT INTO orders VALUES (3)");
            dialect.fenceAndCommit(connection, "public", NAME, OPEN_5);
        }
        assertThat(orders()).containsExactly(3);
    }

    @Test
    void anAbortedTransactionDoesNotCommit() throws SQLException {
        try (Connection connection = open("")) {
            connection.setAutoCommit(false);
            execute(connection, "INSERT INTO orders VALUES (1)");
            assertThatThrownBy(() -> execute(connection, "INSERT INTO orders VALUES (1)"));
            SQLException failed = catchThrowableOfType(
                    SQLException.class, () -> dialect.fenceAndCommit(connection, "public", NAME, OPEN_5));
            assertThat(failed.getSQLState()).isEqualTo("25P02");
            assertThat(dialect.outcomeOfFailedCommit(failed)).isEqualTo(Outcome.NOT_APPLIED);
        }
        assertThat(orders()).isEmpty();
    }

    @Test
    void aLostSessionLeavesTheOutcomeUnknown() throws SQLException {
        try (Connection connection = open("");
                Connection admin = open("")) {
            connection.setAutoCommit(false);
            execute(connection, "INSERT INTO orders VALUES (1)");
            execute(admin, "SELECT pg_terminate_backend(" + pid(connection) + ", 5000)");
            SQLException lost = catchThrowableOfType(
                    SQLException.class, () -> dialect.fenceAndCommit(connection, "public", NAME, OPEN_5));
            assertThat(dialect.classify(lost)).isEqualTo(ErrorClass.CONNECTION_LOST);
            assertThat(dialect.outcomeOfFailedCommit(lost)).isEqualTo(Outcome.UNKNOWN);
            SQLException again = catchThrowableOfType(
                    SQLException.class, () -> dialect.fenceAndCommit(connection, "public", NAME, OPEN_5));
            assertThat(dialect.outcomeOfFailedCommit(again)).isEqualTo(Outcome.UNKNOWN);
        }
    }

    /** The closer stands between the lock and the check: the check must see what the closer committed. */
    @ParameterizedTest
    @ValueSource(strings = {"read committed", "repeatable read", "serializable"})
    void theCheckIsNotOlderThanTheLock(String isolation) throws Exception {
        try (Connection launcher = open("");
                Connection closer = open("");
                Connection observer = open("")) {
            launcher.setAutoCommit(false);
            execute(launcher, "SET TRANSACTION ISOLATION LEVEL " + isolation);
            execute(launcher, "INSERT INTO orders VALUES (1)");
            int launcherPid = pid(launcher);
            closer.setAutoCommit(false);
            execute(closer, "SELECT pg_advisory_xact_lock(" + PostgresFence.lockKey(NAME) + ")");
            CompletableFuture<SQLException> launch = CompletableFuture.supplyAsync(() -> catchThrowableOfType(
                    SQLException.class, () -> dialect.fenceAndCommit(launcher, "public", NAME, OPEN_5)));
            awaitBlocked(observer, launcherPid);
            execute(closer, "UPDATE migrating_store SET status = 'closed', generation = 6");
            closer.commit();
            assertThat(dialect.classify(launch.get()))
                    .isEqualTo(isolation.equals("read committed") ? ErrorClass.FENCE_LOST : ErrorClass.SERIALIZATION);
            launcher.rollback();
        }
        assertThat(orders()).isEmpty();
    }

    /**
     * The launch stands inside its COMMIT, past the check: the closer has to wait, and the launch stays
     * committed.
     */
    @Test
    void aLaunchThatPassedTheCheckCommitsBeforeTheStoreCloses() throws Exception {
        try (Connection launcher = open("");
                Connection closer = open("");
                Connection gate = open("");
                Connection observer = open("")) {
            execute(
                    gate,
                    "CREATE OR REPLACE FUNCTION wait_for_gate() RETURNS trigger LANGUAGE plpgsql AS"
                            + " 'BEGIN PERFORM pg_advisory_xact_lock(42); RETURN NULL; END'");
            execute(
                    gate,
                    "CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON orders DEFERRABLE INITIALLY DEFERRED"
                            + " FOR EACH ROW EXECUTE FUNCTION wait_for_gate()");
            int launcherPid = pid(launcher);
            int closerPid = pid(closer);
            execute(gate, "SELECT pg_advisory_lock(42)");
            launcher.setAutoCommit(false);
            execute(launcher, "INSERT INTO orders VALUES (1)");
            CompletableFuture<SQLException> launch = CompletableFuture.supplyAsync(
                    () -> failure(() -> dialect.fenceAndCommit(launcher, "public", NAME, OPEN_5)));
            awaitBlocked(observer, launcherPid);
            CompletableFuture<SQLException> close =
                    CompletableFuture.supplyAsync(() -> failure(() -> dialect.changeUnderFence(
                            closer, NAME, Duration.ofSeconds(60), "UPDATE migrating_store SET status = 'closed'")));
            awaitBlocked(observer, closerPid);
            execute(gate, "SELECT pg_advisory_unlock(42)");

            assertThat((Throwable) launch.get()).isNull();
            assertThat((Throwable) close.get()).isNull();
            execute(launcher, "INSERT INTO orders VALUES (2)");
            assertThat(dialect.classify(failure(() -> dialect.fenceAndCommit(launcher, "public", NAME, OPEN_5))))
                    .isEqualTo(ErrorClass.FENCE_LOST);
            launcher.rollback();
        }
        assertThat(orders()).containsExactly(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&preferQueryMode=simple",
                "&prepareThreshold=1",
                "&autosave=always",
                "&options=-c%20default_transaction_isolation=serializable%20-c%20synchronous_commit=off"
            })
    void aControlChangeCountsItsRowsAndLeavesTheSessionAsItWas(String mode) throws SQLException {
        try (Connection connection = open(mode)) {
            String sql = "UPDATE migrating_store SET generation = ? WHERE migration = ? AND generation < ?";
            String settings = "SELECT current_setting('synchronous_commit')"
                    + " || current_setting('transaction_isolation') || current_setting('lock_timeout')";
            String before = text(connection, settings);
            for (long generation = 6; generation < 12; generation++) {
                assertThat(dialect.change(connection, sql, generation, NAME, generation))
                        .isEqualTo(1);
                assertThat(dialect.changeUnderFence(
                                connection, NAME, Duration.ofSeconds(9), sql, generation, NAME, generation))
                        .isZero();
            }
            assertThatThrownBy(() -> dialect.change(connection, "UPDATE migrating_store SET status = 'ajar'"))
                    .hasMessageContaining("status_check");
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(text(connection, settings)).isEqualTo(before);
        }
    }

    @Test
    void theCheckAndEveryControlChangeTakeOneRoundTrip() throws SQLException {
        try (Connection connection = open("&socketFactory=" + CountingSocketFactory.class.getName())) {
            connection.setAutoCommit(false);
            for (int id = 0; id < 8; id++) {
                execute(connection, "INSERT INTO orders VALUES (" + id + ")");
                int before = CountingSocketFactory.roundTrips();
                dialect.fenceAndCommit(connection, "public", NAME, OPEN_5);
                assertThat(CountingSocketFactory.roundTrips() - before).isEqualTo(1);
            }
            connection.setAutoCommit(true);
            for (int i = 0; i < 8; i++) {
                int before = CountingSocketFactory.roundTrips();
                dialect.changeUnderFence(
                        connection,
                        NAME,
                        Duration.ofSeconds(1),
                        "UPDATE migrating_store SET generation = ? WHERE migration = ?",
                        5L,
                        NAME);
                assertThat(CountingSocketFactory.roundTrips() - before).isEqualTo(1);
            }
        }
    }

    @Test
    void closingWaitsForALaunchThatHoldsTheFenceAndNamesIt() throws Exception {
        try (Connection launcher = open("&ApplicationName=slow-one");
                Connection closer = open("")) {
            launcher.setAutoCommit(false);
            execute(launcher, "SELECT pg_advisory_xact_lock_shared(" + PostgresFence.lockKey(NAME) + ")");
            String close = "UPDATE migrating_store SET status = 'closed', generation = 6 WHERE generation < 6";
            SQLException timeout = catchThrowableOfType(
                    SQLException.class, () -> dialect.changeUnderFence(closer, NAME, Duration.ofMillis(50), close));
            assertThat(dialect.classify(timeout)).isEqualTo(ErrorClass.LOCK_TIMEOUT);
            assertThat(dialect.fenceHolders(closer, NAME))
                    .singleElement()
                    .asString()
                    .contains("pid " + pid(launcher))
                    .contains("slow-one");
            launcher.rollback();
            assertThat(closer.getAutoCommit()).isTrue();
            assertThat(dialect.changeUnderFence(closer, NAME, Duration.ofSeconds(5), close))
                    .isEqualTo(1);
            assertThat(dialect.changeUnderFence(closer, NAME, Duration.ofSeconds(5), close))
                    .isZero();
        }
    }

    @Test
    void aDuplicateLooksAsTheDatabasesOwn() throws SQLException {
        TableSchema table = new TableSchema(TableName.of("People"), "public", List.of(), List.of());
        TableSchema.UniqueKey key = new TableSchema.UniqueKey("people_key", List.of("Name", "city"), false);
        String nasty = "O'Brien $$ \\ ? {d '1'} $1";
        try (Connection connection = open("")) {
            execute(connection, "CREATE TABLE \"People\" (\"Name\" text, city text)");
            execute(connection, "CREATE UNIQUE INDEX people_key ON \"People\" (\"Name\", city)");
            String insert = "INSERT INTO \"People\" VALUES (" + dialect.literal(nasty) + ", 'x')";
            execute(connection, insert);
            connection.setAutoCommit(false);
            PSQLException own = catchThrowableOfType(PSQLException.class, () -> execute(connection, insert));
            connection.rollback();
            PSQLException ours =
                    (PSQLException) dialect.duplicateKey(connection, table, key, Arrays.asList(nasty, "x"));

            assertThat(ours.getSQLState()).isEqualTo("23505").isEqualTo(own.getSQLState());
            assertThat(ours.getMessage()).startsWith(own.getMessage());
            assertThat(ours.getServerErrorMessage().getMessage())
                    .isEqualTo(own.getServerErrorMessage().getMessage());
            assertThat(ours.getServerErrorMessage().getDetail())
                    .isEqualTo(own.getServerErrorMessage().getDetail());
            assertThat(ours.getServerErrorMessage().getConstraint())
                    .isEqualTo(own.getServerErrorMessage().getConstraint());
            assertThat(ours.getServerErrorMessage().getTable())
                    .isEqualTo(own.getServerErrorMessage().getTable());
            assertThat(ours.getServerErrorMessage().getSchema())
                    .isEqualTo(own.getServerErrorMessage().getSchema());
            assertThat(dialect.classify(ours)).isEqualTo(ErrorClass.DUPLICATE_KEY);
            assertThatThrownBy(() -> execute(connection, "SELECT 1"))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            aborted -> assertThat(aborted.getSQLState()).isEqualTo("25P02"));
        }
    }

    @Test
    void theMarkKeepsTheApplicationsOwnOptions() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("options", "-c work_mem=5MB");
        for (String own : List.of(url, url + "&options=-c%20work_mem%3D5MB")) {
            String marked = dialect.markedUrl(own, properties, "host-1.a");
            try (Connection connection = DriverManager.getConnection(marked, properties)) {
                assertThat(text(connection, "SELECT current_setting('migrating.host')"))
                        .isEqualTo("host-1.a");
                assertThat(text(connection, "SHOW work_mem")).isEqualTo("5MB");
            }
        }
        assertThatThrownBy(() -> dialect.markedUrl(url, properties, "a b"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void severalMayCreateTheTablesAtOnce() throws Exception {
        String fresh = TestPostgres.newDatabase();
        CyclicBarrier start = new CyclicBarrier(4);
        List<CompletableFuture<Void>> all = java.util.stream.IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.runAsync(() -> {
                    try (Connection connection = DriverManager.getConnection(fresh)) {
                        start.await();
                        dialect.createMetadataTables(connection, "public");
                        dialect.createStoreTable(connection, "public");
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .toList();
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get();
    }

    @Test
    void aStoreOfAnotherKindIsRefusedByName() {
        assertThatThrownBy(() -> Dialect.ofUrl("jdbc:oracle:thin:@x/secret"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08004"))
                .hasMessageContaining("jdbc:oracle")
                .hasMessageNotContaining("secret");
    }

    private interface Action {
        void run() throws SQLException;
    }

    /** @return null if there was none */
    private static SQLException failure(Action action) {
        try {
            action.run();
            return null;
        } catch (SQLException e) {
            return e;
        }
    }

    private static void awaitBlocked(Connection observer, int pid) throws SQLException {
        String blocked = "SELECT cardinality(pg_blocking_pids(" + pid + ")) > 0";
        while (text(observer, blocked).equals("f")) {
            // Set by the test's time-out.
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    private static List<Integer> orders() throws SQLException {
        try (Connection connection = open("")) {
            String ids = text(connection, "SELECT coalesce(string_agg(id::text, ',' ORDER BY id), '') FROM orders");
            return ids.isEmpty()
                    ? List.of()
                    : Arrays.stream(ids.split(",")).map(Integer::valueOf).toList();
        }
    }

    private static int pid(Connection connection) throws SQLException {
        return Integer.parseInt(text(connection, "SELECT pg_backend_pid()"));
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection open(String mode) throws SQLException {
        return DriverManager.getConnection(url + mode);
    }
}
