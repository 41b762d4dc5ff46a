package io.migratingjdbc.internal.replicate;

import static io.migratingjdbc.internal.replicate.Stores.CONTROL;
import static io.migratingjdbc.internal.replicate.Stores.run;
import static io.migratingjdbc.internal.replicate.Stores.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.internal.dialect.PostgresLocks;
import io.migratingjdbc.internal.model.IdStrategy;
import io.migratingjdbc.internal.model.StoreId;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.replicate.GuardTriggers.ForeignLaunch;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTriggersTest {
    private static final StoreId STORE = new StoreId("pg1");
    private static final List<TablePlan> TABLES = List.of(keyed("orders", "the \"Key%"));

    private final GuardTriggers guard = new GuardTriggers(CONTROL);
    private Stores stores;

    @BeforeEach
    void install() throws SQLException {
        stores = new Stores();
        run(
                stores.source,
                "CREATE TABLE " + CONTROL.store() + " (migration text, store_id text, status text, generation bigint,"
                        + " guard text, PRIMARY KEY (migration, store_id))",
                "INSERT INTO " + CONTROL.store() + " VALUES ('another', 'pg1', 'closed', 0, 'deny')",
                "INSERT INTO " + CONTROL.store() + " VALUES ('it''s moving', 'pg2', 'closed', 0, 'deny')",
                "INSERT INTO " + CONTROL.store() + " VALUES ('it''s moving', 'pg1', 'open', 1, 'note')",
                "CREATE TABLE orders (id int, \"the \"\"Key%\" text UNIQUE, note text)",
                "INSERT INTO orders VALUES (0, 'zero')");
        guard.install(stores.source, STORE, TABLES);
    }

    @AfterEach
    void close() throws SQLException {
        stores.close();
    }

    @Test
    void notesAForeignLaunchOncePerSession() throws SQLException {
        run(stores.app, "SET application_name = 'cron job'");
        launch(stores.app, "a");
        launch(stores.app, "b");

        List<ForeignLaunch> noted = guard.noted(stores.source, Duration.ofHours(1));

        assertThat(noted).hasSize(1);
        assertThat(noted.get(0).table()).isEqualTo("orders");
        assertThat(noted.get(0).user()).isEqualTo("postgres");
        assertThat(noted.get(0).application()).isEqualTo("cron job");
        assertThat(noted.get(0).address()).isEqualTo("127.0.0.1");
        assertThat(noted.get(0).backend()).isEqualTo(Integer.parseInt(value(stores.app, "SELECT pg_backend_pid()")));
        assertThat(guard.noted(stores.source, Duration.ZERO)).isEmpty();
    }

    @Test
    void keepsABoundedNumberOfNotes() throws SQLException {
        run(
                stores.app,
                "DO $$ BEGIN FOR i IN 1..1100 LOOP PERFORM set_config('migrating.noted', '', false);"
                        + " INSERT INTO orders VALUES (i, 'k' || i); END LOOP; END $$");

        assertThat(guard.noted(stores.source, Duration.ofHours(1))).hasSize(1000);
    }

    @Test
    void leavesMarkedSessionsAlone() throws SQLException {
        set("closed", "deny");
        run(stores.app, "SET migrating.host = 'h1'");

        launch(stores.app, "a");

        assertThat(guard.noted(stores.source, Duration.ofHours(1))).isEmpty();
    }

    @Test
    void neverFailsALaunchThatItCannotNote() throws SQLException {
        run(stores.source, "DROP TABLE " + CONTROL.foreign());

        assertThatCode(() -> launch(stores.app, "a")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"read committed", "repeatable read", "serializable"})
    void refusesWhereTheStoreIsClosed(String isolation) throws SQLException {
        run(stores.app, "SET default_transaction_isolation = '" + isolation + "'");
        set("open", "fence");
        launch(stores.app, "a");
        set("closed", "fence");

        assertRefused(() -> launch(stores.app, "b"))
                .hasMessageContaining("migration \"it's moving\"")
                .hasMessageContaining("closed for new rows")
                .hasMessageContaining("migrating-jdbc driver");
    }

    @Test
    void refusesAlwaysWhereTheOtherStoreMayHoldTheKey() throws SQLException {
        set("open", "deny");

        assertRefused(() -> launch(stores.app, "a")).hasMessageContaining("may hold the same key");
    }

    @Test
    void countsAnUpdateOnlyIfItChangesAKey() throws SQLException {
        set("closed", "fence");
        run(stores.app, "UPDATE orders SET \"the \"\"Key%\" = 'zero', note = 'same key' WHERE id = 0");

        assertRefused(() -> run(stores.app, "UPDATE orders SET \"the \"\"Key%\" = 'one'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"note", "fence"})
    void holdsBackTheCloserUntilALaunchHasEnded(String mode) throws Exception {
        set("open", mode);
        run(stores.app, "BEGIN");
        launch(stores.app, "a");

        CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> close(stores.source));
        awaitWaiting("advisory");
        assertThat(closing).isNotDone();
        run(stores.app, "COMMIT");
        closing.join();

        assertRefused(() -> launch(stores.app, "b"));
    }

    @Test
    void readsTheFenceOnlyAfterTheLock() throws Exception {
        set("open", "fence");
        run(
                stores.source,
                "BEGIN; SELECT pg_advisory_xact_lock(" + PostgresLocks.fenceKey("it's moving") + ")",
                "UPDATE " + CONTROL.store() + " SET status = 'closed' WHERE store_id = 'pg1' AND guard = 'fence'");
        CompletableFuture<SQLException> launching = CompletableFuture.supplyAsync(() -> failure(stores.app));
        awaitWaiting("advisory");
        run(stores.source, "COMMIT");

        assertThat(launching.join().getSQLState()).isEqualTo("55000");
    }

    @Test
    void failsASnapshotThatIsOlderThanTheClose() throws Exception {
        set("open", "fence");
        run(stores.app, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM orders");
        close(stores.source);

        assertThat(failure(stores.app).getSQLState()).isEqualTo("40001");
    }

    @Test
    void guardsPartitionsAndMovesBetweenThem() throws SQLException {
        run(
                stores.source,
                "CREATE TABLE parts (k int PRIMARY KEY) PARTITION BY RANGE (k)",
                "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10)",
                "CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM (10) TO (20)",
                "INSERT INTO parts VALUES (1), (2)");
        guard.install(stores.source, STORE, List.of(keyed("parts", "k")));
        set("closed", "fence");

        assertRefused(() -> run(stores.app, "INSERT INTO parts VALUES (3)"));
        assertRefused(() -> run(stores.app, "INSERT INTO parts_1 VALUES (3)"));
        assertRefused(() -> run(stores.app, "UPDATE parts SET k = 5 WHERE k = 1"));
        assertRefused(() -> run(stores.app, "UPDATE parts SET k = 15 WHERE k = 1"));
    }

    @Test
    void isRemovedWithoutATrace() throws SQLException {
        set("closed", "deny");
        guard.uninstall(stores.source, TABLES);
        guard.uninstall(stores.source, TABLES);

        launch(stores.app, "a");
        assertThat(value(stores.source, "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'migrating%'"))
                .isEqualTo("0");
    }

    private void set(String status, String mode) throws SQLException {
        run(
                stores.source,
                "UPDATE " + CONTROL.store() + " SET status = '" + status + "', guard = '" + mode
                        + "' WHERE migration = 'it''s moving' AND store_id = 'pg1'");
    }

    private static void close(Connection connection) {
        try {
            run(
                    connection,
                    "BEGIN; SELECT pg_advisory_xact_lock(" + PostgresLocks.fenceKey("it's moving") + ");"
                            + "UPDATE " + CONTROL.store() + " SET status = 'closed', guard = 'fence'"
                            + " WHERE migration = 'it''s moving' AND store_id = 'pg1'; COMMIT");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitWaiting(String lockType) throws SQLException {
        String waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = '" + lockType
                + "' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        Connection observer = stores.open(stores.sourceUrl);
        while (value(observer, waiting).equals("0")) {
            Thread.onSpinWait();
        }
    }

    private static SQLException failure(Connection connection) {
        try {
            launch(connection, "late");
            throw new AssertionError("The launch was let through");
        } catch (SQLException e) {
            return e;
        }
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(ThrowingCallable launch) {
        return assertThatThrownBy(launch)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55000"));
    }

    private static void launch(Connection connection, String key) throws SQLException {
        run(connection, "INSERT INTO orders VALUES (1, '" + key + "')");
    }

    private static TablePlan keyed(String table, String key) {
        TableName name = TableName.of(table);
        return new TablePlan(name, TableClass.KEYED, List.of(key), "id", IdStrategy.LOOKUP, name, null);
    }
}
