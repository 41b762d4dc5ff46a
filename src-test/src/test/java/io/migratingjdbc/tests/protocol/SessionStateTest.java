package io.migratingjdbc.tests.protocol;

import static java.sql.Connection.TRANSACTION_READ_COMMITTED;
import static java.sql.Connection.TRANSACTION_REPEATABLE_READ;
import static java.sql.Connection.TRANSACTION_SERIALIZABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.tests.harness.Database;
import io.migratingjdbc.tests.harness.EmbeddedStores;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the application sets on its connection holds in both stores, as long as it would in one database. */
class SessionStateTest {
    /** All the state that the scenarios touch, seen from inside the store of an entity. */
    private static final String STATE =
            "SELECT concat_ws(' | ', current_setting('statement_timeout'), current_setting('timezone'),"
                    + " current_setting('search_path'), current_setting('default_transaction_isolation'),"
                    + " current_setting('transaction_isolation'), current_setting('transaction_read_only'),"
                    + " current_setting('application_name'), current_setting('role'), current_setting('work_mem'),"
                    + " coalesce(current_setting('app.tenant', true), '')) FROM public.instances WHERE id = '%s.1'";

    /** Called where the state is compared. */
    @FunctionalInterface
    private interface Check {
        void run() throws SQLException;
    }

    @FunctionalInterface
    private interface Scenario {
        void run(Connection connection, Check check) throws SQLException;
    }

    private TestMigration migration;
    private Database plain;

    @BeforeEach
    void create() throws SQLException {
        migration = TestMigration.create();
        plain = EmbeddedStores.shared().get(0).newDatabase();
        plain.execute(TestMigration.SCHEMA);
        for (Database database : List.of(migration.initial, migration.target, plain)) {
            database.execute(
                    "DO $$ BEGIN CREATE ROLE app; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
                    "GRANT SELECT ON instances TO app");
        }
        migration.initial.execute("INSERT INTO instances (id, business_key) VALUES ('a.1', 'a')");
        migration.target.execute("INSERT INTO instances (id, business_key) VALUES ('b.1', 'b')");
        plain.execute("INSERT INTO instances (id, business_key) VALUES ('a.1', 'a'), ('b.1', 'b')");
    }

    @Test
    void stateIsTheSameInBothStoresAsInOneDatabaseAndFollowsThePhases() throws SQLException {
        SoftAssertions softly = new SoftAssertions();
        Map<String, Connection> begunInStable = new LinkedHashMap<>();
        Map<String, Connection> begunInMigration = new LinkedHashMap<>();
        Map<String, String> left = new LinkedHashMap<>();
        for (Map.Entry<String, Scenario> entry : scenarios().entrySet()) {
            begunInStable.put(entry.getKey(), run(entry, Phase.STABLE, softly, left));
        }
        migration.to(Phase.MIGRATION);
        migration.awaitHosts();
        for (Map.Entry<String, Scenario> entry : scenarios().entrySet()) {
            softly.assertThat(states(begunInStable.get(entry.getKey()), Phase.MIGRATION))
                    .as(entry.getKey() + ", begun in STABLE, now in MIGRATION")
                    .containsOnly(left.get(entry.getKey()));
            begunInStable.get(entry.getKey()).commit();
            begunInMigration.put(entry.getKey(), run(entry, Phase.MIGRATION, softly, left));
        }
        migration.to(Phase.COMPLETED);
        migration.awaitHosts();
        for (String name : left.keySet()) {
            for (Connection connection : List.of(begunInStable.get(name), begunInMigration.get(name))) {
                softly.assertThat(states(connection, Phase.COMPLETED))
                        .as(name + ", now in COMPLETED")
                        .containsOnly(left.get(name));
                connection.rollback();
                connection.close();
            }
        }
        softly.assertAll();
    }

    /** Leaves the connection open, with what the scenario has set. */
    private Connection run(
            Map.Entry<String, Scenario> scenario, Phase phase, SoftAssertions softly, Map<String, String> left)
            throws SQLException {
        List<String> expected = new ArrayList<>();
        try (Connection raw = plain.connect()) {
            scenario.getValue().run(raw, () -> expected.addAll(states(raw, Phase.STABLE)));
            if (!raw.getAutoCommit()) {
                raw.commit();
            }
            raw.setAutoCommit(false);
            left.put(scenario.getKey(), states(raw, Phase.STABLE).get(0));
        }
        Connection ours = migration.connect();
        List<List<String>> actual = new ArrayList<>();
        scenario.getValue().run(ours, () -> actual.add(states(ours, phase)));
        softly.assertThat(actual).as(scenario.getKey() + " in " + phase).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            softly.assertThat(actual.get(i))
                    .as(scenario.getKey() + ", check " + (i + 1) + ", in " + phase)
                    .containsOnly(expected.get(i));
        }
        if (!ours.getAutoCommit()) {
            ours.commit();
        }
        ours.setAutoCommit(false);
        softly.assertThat(states(ours, phase)).as(scenario.getKey()).containsOnly(left.get(scenario.getKey()));
        ours.commit();
        return ours;
    }

    private static List<String> states(Connection connection, Phase phase) throws SQLException {
        List<String> states = new ArrayList<>();
        List<String> stores = phase.twoStore() ? List.of("b", "a", "b") : List.of(phase == Phase.COMPLETED ? "b" : "a");
        try (Statement statement = connection.createStatement()) {
            for (String store : stores) {
                try (ResultSet row = statement.executeQuery(STATE.formatted(store))) {
                    assertThat(row.next()).isTrue();
                    states.add(row.getString(1));
                }
            }
        }
        return states;
    }

    private static Map<String, Scenario> scenarios() {
        Map<String, Scenario> scenarios = new LinkedHashMap<>();
        byJdbc(scenarios);
        byText(scenarios);
        withSavepoints(scenarios);
        failing(scenarios);
        return scenarios;
    }

    private static void byJdbc(Map<String, Scenario> scenarios) {
        scenarios.put("isolation", (c, check) -> {
            c.setTransactionIsolation(TRANSACTION_SERIALIZABLE);
            check.run();
            c.setAutoCommit(false);
            check.run();
            c.rollback();
            c.setTransactionIsolation(TRANSACTION_REPEATABLE_READ);
            c.rollback();
            check.run();
        });
        scenarios.put("isolation there and back", (c, check) -> {
            c.setAutoCommit(false);
            c.setTransactionIsolation(TRANSACTION_SERIALIZABLE);
            check.run();
            c.commit();
            c.setTransactionIsolation(TRANSACTION_READ_COMMITTED);
            check.run();
        });
        scenarios.put("schema", (c, check) -> {
            c.setSchema("public");
            check.run();
            c.setAutoCommit(false);
            c.setSchema("pg_temp");
            check.run();
            c.rollback();
            check.run();
            c.setSchema("o'hara");
            c.setAutoCommit(true);
            check.run();
        });
        scenarios.put("client info", (c, check) -> {
            c.setClientInfo("ApplicationName", "it's me");
            check.run();
            c.setAutoCommit(false);
            c.setClientInfo("ApplicationName", "before the transaction");
            check.run();
            c.setClientInfo("ApplicationName", "in the transaction");
            check.run();
            c.rollback();
            check.run();
        });
        scenarios.put("read-only", (c, check) -> {
            c.setReadOnly(true);
            c.setAutoCommit(false);
            check.run();
            c.commit();
            c.setReadOnly(false);
            check.run();
        });
    }

    private static void byText(Map<String, Scenario> scenarios) {
        scenarios.put("SET and RESET", (c, check) -> {
            execute(c, "SET statement_timeout = '1min'", "set work_mem to '8MB'", "SET SESSION app.tenant = 'x;y'");
            check.run();
            execute(c, "RESET work_mem", "SET statement_timeout TO DEFAULT; ");
            check.run();
        });
        scenarios.put("SET in transactions", (c, check) -> {
            c.setAutoCommit(false);
            execute(c, "SET statement_timeout = '1min'");
            check.run();
            c.rollback();
            check.run();
            execute(c, "SET statement_timeout = '2min'");
            c.commit();
            check.run();
            execute(c, "SET statement_timeout = '3min'");
            c.setAutoCommit(true);
            check.run();
        });
        scenarios.put("SET LOCAL", (c, check) -> {
            execute(c, "SET work_mem = '8MB'", "SET LOCAL work_mem = '9MB'");
            check.run();
            c.setAutoCommit(false);
            execute(c, "SET LOCAL work_mem = '9MB'");
            check.run();
            execute(c, "SET work_mem = '10MB'", "SET LOCAL work_mem = '11MB'");
            check.run();
            c.commit();
            check.run();
        });
        scenarios.put("other names", (c, check) -> {
            execute(c, "SET TIME ZONE 'Asia/Tokyo'", "SET SCHEMA 'public'");
            check.run();
            execute(c, "RESET TimeZone", "SET \"search_path\" = pg_catalog, public");
            check.run();
            execute(c, "SET TIME ZONE INTERVAL '+02:00' HOUR TO MINUTE");
            check.run();
        });
        scenarios.put("characteristics", (c, check) -> {
            execute(c, "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE");
            check.run();
            c.setAutoCommit(false);
            execute(c, "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            check.run();
            c.commit();
            check.run();
        });
        scenarios.put("one transaction", (c, check) -> {
            execute(c, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            check.run();
            execute(c, "COMMIT");
            check.run();
            execute(c, "START TRANSACTION READ ONLY", "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");
            check.run();
            execute(c, "ROLLBACK");
            c.setAutoCommit(false);
            execute(c, "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY", "SET CONSTRAINTS ALL DEFERRED");
            check.run();
            c.rollback();
            check.run();
        });
        scenarios.put("role", (c, check) -> {
            execute(c, "SET ROLE app", "SET work_mem = '8MB'");
            check.run();
            execute(c, "RESET ALL");
            check.run();
            execute(c, "SET SESSION AUTHORIZATION app");
            check.run();
            execute(c, "RESET SESSION AUTHORIZATION", "SET ROLE app", "RESET ROLE");
            check.run();
        });
        scenarios.put("DISCARD ALL", (c, check) -> {
            c.setSchema("public");
            c.setTransactionIsolation(TRANSACTION_SERIALIZABLE);
            execute(c, "SET ROLE app", "SET app.tenant = 'x'");
            check.run();
            execute(c, "DISCARD ALL");
            check.run();
            execute(c, "SET work_mem = '8MB'");
            check.run();
        });
        scenarios.put("RESET ALL rolled back", (c, check) -> {
            execute(c, "SET work_mem = '8MB'", "SET app.tenant = 'x'");
            c.setAutoCommit(false);
            execute(c, "RESET ALL");
            check.run();
            c.rollback();
            check.run();
        });
        scenarios.put("set_config", (c, check) -> {
            configure(c, "app.tenant", "O'Hara", false);
            check.run();
            configure(c, "app.tenant", "nobody", true);
            check.run();
            c.setAutoCommit(false);
            configure(c, "app.tenant", "for now", true);
            check.run();
            c.commit();
            check.run();
            execute(
                    c,
                    "SELECT set_config('app.tenant', 'x', false) AS a, pg_catalog.set_config('work_mem', '8MB', false) b");
            check.run();
            c.rollback();
            check.run();
        });
    }

    private static void withSavepoints(Map<String, Scenario> scenarios) {
        scenarios.put("ROLLBACK TO", (c, check) -> {
            c.setAutoCommit(false);
            execute(c, "SET work_mem = '8MB'");
            Savepoint first = c.setSavepoint();
            execute(c, "SET work_mem = '9MB'");
            check.run();
            execute(c, "SAVEPOINT second", "SET LOCAL statement_timeout = '1min'");
            Savepoint third = c.setSavepoint("third");
            execute(c, "SET work_mem = '10MB'");
            c.releaseSavepoint(third);
            check.run();
            execute(c, "ROLLBACK TO SAVEPOINT second");
            check.run();
            c.rollback(first);
            check.run();
            c.commit();
            check.run();
        });
        scenarios.put("ROLLBACK TO what no statement has followed", (c, check) -> {
            c.setAutoCommit(false);
            check.run();
            Savepoint savepoint = c.setSavepoint();
            execute(c, "SET work_mem = '9MB'");
            c.rollback(savepoint);
            c.rollback(savepoint);
            check.run();
        });
        scenarios.put("two savepoints of one name", (c, check) -> {
            c.setAutoCommit(false);
            execute(c, "SAVEPOINT s", "SET work_mem = '8MB'", "SAVEPOINT s", "SET work_mem = '9MB'");
            check.run();
            execute(c, "ROLLBACK TO s");
            check.run();
            execute(c, "RELEASE s", "ROLLBACK TO s");
            check.run();
        });
    }

    private static void failing(Map<String, Scenario> scenarios) {
        scenarios.put("failed SET", (c, check) -> {
            assertState("22023", () -> execute(c, "SET work_mem = 'much'"));
            assertState("22023", () -> configure(c, "work_mem", "much", false));
            check.run();
            c.setAutoCommit(false);
            check.run();
            Savepoint savepoint = c.setSavepoint();
            assertState("22023", () -> execute(c, "SET work_mem = 'much'"));
            c.rollback(savepoint);
            check.run();
        });
        scenarios.put("commit of a failed transaction", (c, check) -> {
            c.setAutoCommit(false);
            execute(c, "SET work_mem = '8MB'");
            assertState("22012", () -> execute(c, "SELECT 1 / 0"));
            assertState("25P02", () -> execute(c, "SET work_mem = '9MB'"));
            c.commit();
            check.run();
        });
        scenarios.put("DISCARD ALL in a transaction", (c, check) -> {
            execute(c, "SET work_mem = '8MB'");
            c.setAutoCommit(false);
            assertState("25001", () -> execute(c, "DISCARD ALL"));
            c.rollback();
            check.run();
        });
    }

    @Test
    void severalCommandsInOneTextFollowToo() throws SQLException {
        try (Connection connection = migration.connect()) {
            execute(connection, "SET work_mem = '8MB'; SET app.tenant = 'x'; SELECT 1");
            migration.to(Phase.MIGRATION);
            migration.awaitHosts();
            assertThat(states(connection, Phase.MIGRATION))
                    .allSatisfy(state -> assertThat(state).endsWith("8MB | x"));
        }
    }

    @Test
    void aSessionWhoseStateCannotBeToldIsNotUsedInTheOtherStore() throws SQLException {
        try (Connection connection = migration.connect()) {
            execute(connection, "SELECT set_config('app.tenant', lower('X'), false)");
            assertThat(states(connection, Phase.STABLE).get(0)).endsWith("x");
            migration.to(Phase.MIGRATION);
            migration.awaitHosts();
            assertState("0A000", () -> states(connection, Phase.MIGRATION));
            assertState("0A000", () -> execute(connection, "SELECT set_config('app.tenant', lower('Y'), false)"));
        }
    }

    /** What the store's driver keeps is looked at there, behind the driver's result. */
    @Test
    void whatTheStoresDriverKeepsHoldsInBothStores() throws SQLException, ReflectiveOperationException {
        migration.to(Phase.MIGRATION);
        try (Connection connection = migration.connect()) {
            physical(connection, "a");
            connection.setNetworkTimeout(Runnable::run, 12_345);
            connection.setHoldability(ResultSet.HOLD_CURSORS_OVER_COMMIT);
            connection.setReadOnly(true);
            for (String store : List.of("a", "b")) {
                Connection physical = physical(connection, store);
                assertThat(physical.getNetworkTimeout()).isEqualTo(12_345);
                assertThat(physical.getHoldability()).isEqualTo(ResultSet.HOLD_CURSORS_OVER_COMMIT);
                assertThat(physical.isReadOnly()).isTrue();
            }
        }
    }

    /** Not by unwrap, which gives no store's connection away while there are two. */
    @Test
    void whatOneStoreRefusesInItsTransactionHoldsInNone() throws SQLException {
        migration.to(Phase.MIGRATION);
        try (Connection connection = migration.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeUpdate("UPDATE instances SET n = 1 WHERE id = 'a.1'");
            connection.commit();
            statement.executeUpdate("UPDATE instances SET n = 1 WHERE id = 'b.1'");
            assertState("25001", () -> connection.setReadOnly(true));
            connection.commit();
            statement.executeUpdate("UPDATE instances SET n = 2 WHERE id = 'a.1'");
            connection.commit();
        }
        assertThat(migration.initial.number("SELECT n FROM instances")).isEqualTo(2);
    }

    /** As in one database, which goes back to the newest one of that name. */
    @Test
    void savepointsOfOneNameAreTheSameInBothStores() throws SQLException {
        migration.to(Phase.MIGRATION);
        try (Connection connection = migration.connect()) {
            connection.setAutoCommit(false);
            execute(connection, "UPDATE instances SET n = 1 WHERE id = 'b.1'");
            Savepoint savepoint = connection.setSavepoint("s");
            execute(connection, "SET app.tenant = 'first'");
            connection.setSavepoint("s");
            execute(connection, "SET app.tenant = 'second'");
            connection.rollback(savepoint);
            assertThat(states(connection, Phase.MIGRATION))
                    .allSatisfy(state -> assertThat(state).endsWith("first"));
        }
    }

    /** It cannot take the fence, and need not: the function has written nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"", "ISOLATION LEVEL SERIALIZABLE "})
    void aReadOnlyTransactionMayCallAnyFunction(String isolation) throws SQLException {
        migration.initial.execute("CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'");
        try (Connection connection = migration.connect()) {
            connection.setAutoCommit(false);
            execute(connection, "SET TRANSACTION " + isolation + "READ ONLY");
            execute(connection, "SELECT mine()");
            connection.commit();
            connection.setAutoCommit(true);
            execute(connection, "SET SESSION CHARACTERISTICS AS TRANSACTION " + isolation + "READ ONLY");
            execute(connection, "SELECT mine()");
        }
    }

    private static Connection physical(Connection connection, String store)
            throws SQLException, ReflectiveOperationException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(STATE.formatted(store))) {
            Method delegate = row.getClass().getDeclaredMethod("delegate");
            delegate.setAccessible(true);
            return ((ResultSet) delegate.invoke(row)).getStatement().getConnection();
        }
    }

    private static void configure(Connection connection, String name, String value, boolean local) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT set_config(?, ?::text, ?)")) {
            statement.setString(1, name);
            statement.setString(2, value);
            statement.setBoolean(3, local);
            statement.executeQuery().close();
        }
    }

    private static void execute(Connection connection, String... texts) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : texts) {
                statement.execute(sql);
            }
        }
    }

    private static void assertState(String sqlState, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(SQLException.class)
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo(sqlState);
    }
}
