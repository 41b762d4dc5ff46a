package io.migratingjdbc.tests.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.tests.harness.Database;
import io.migratingjdbc.tests.harness.EmbeddedStores;
import io.migratingjdbc.tests.harness.ProxiedConnection;
import io.migratingjdbc.tests.harness.TcpProxy;
import io.migratingjdbc.tests.harness.TcpProxy.Direction;
import io.migratingjdbc.tests.protocol.Wire.Work;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the driver costs on the wire, next to the raw driver on the same server. */
class RoundTripsTest {
    private static final String SELECT = "SELECT state FROM instances WHERE id = ?";
    private static final String UPDATE = "UPDATE instances SET n = 1 WHERE id = ?";
    private static final String CHILD = "INSERT INTO tasks (instance_id, name) VALUES (?, 'x')";

    private final AtomicInteger keys = new AtomicInteger();
    private TcpProxy toInitial;
    private TcpProxy toTarget;
    private TestMigration migration;

    @BeforeEach
    void create() throws SQLException {
        Database initial = EmbeddedStores.shared().get(0).newDatabase();
        Database target = EmbeddedStores.shared().get(1).newDatabase();
        toInitial = TcpProxy.to(initial);
        toTarget = TcpProxy.to(target);
        migration = TestMigration.create(initial.via(toInitial), target.via(toTarget), plan -> plan);
        String entities = "INSERT INTO instances (id, business_key) SELECT '%1$s.' || i, '%1$s' || i"
                + " FROM generate_series(1, 3) i";
        migration.initial.execute(entities.formatted("a"));
        migration.target.execute(entities.formatted("b"));
    }

    @AfterEach
    void close() throws IOException {
        toInitial.close();
        toTarget.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "on"})
    void inStableStatementsCostWhatTheyCostWithTheRawDriver(String census) throws SQLException {
        Map<String, Work> works = new LinkedHashMap<>();
        works.put("select", c -> select(c, SELECT, "a.1"));
        works.put("select that finds nothing", c -> select(c, SELECT, "a.none"));
        works.put("select as text", c -> execute(c, "SELECT state FROM instances WHERE id = 'a.1'"));
        works.put("select of no table", c -> execute(c, "SELECT 1"));
        works.put("select in steps", RoundTripsTest::selectInSteps);
        works.put("update", c -> update(c, UPDATE, "a.1"));
        works.put("update as text", c -> execute(c, "UPDATE instances SET n = 2 WHERE id = 'a.1'"));
        works.put("child", c -> update(c, CHILD, "a.1"));
        works.put("child with its key", c -> childWithItsKey(c, "a.1"));
        works.put("batch", c -> batch(c, UPDATE, "a.1", "a.2", "a.3"));
        works.put("savepoint", RoundTripsTest::updateAfterSavepoint);
        Wire wire = new Wire(toInitial);
        SoftAssertions softly = new SoftAssertions();
        try (Connection ours = migration.connectSleeping("host&migrating.census=" + census);
                Connection raw = migration.initial.connect()) {
            for (Map.Entry<String, Work> entry : works.entrySet()) {
                variants(entry.getValue()).forEach((variant, work) -> {
                    try {
                        softly.assertThat(wire.ownRoundTrips(ours, "a.1", work))
                                .as(entry.getKey() + variant)
                                .isEqualTo(wire.ownRoundTrips(raw, "a.1", work))
                                .isPositive();
                    } catch (SQLException e) {
                        softly.fail(entry.getKey() + variant, e);
                    }
                });
            }
            softly.assertThat(new Wire(toTarget).allRoundTrips(ours, c -> select(c, SELECT, "a.1")))
                    .isZero();
        }
        softly.assertAll();
    }

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"STABLE", "COMPLETED"})
    void aStatementByIdCostsWhatItCostsWithTheRawDriverInItsStoreAndNothingInTheOther(Phase phase) throws SQLException {
        migration.to(phase);
        try (Connection ours = migration.connectSleeping("host")) {
            for (Role role : Role.values()) {
                String id = (role == Role.INITIAL ? "a" : "b") + ".1";
                byIdCostsTheSame(ours, role, id, c -> select(c, SELECT, id));
                byIdCostsTheSame(ours, role, id, c -> update(c, UPDATE, id));
                byIdCostsTheSame(ours, role, id, c -> update(c, CHILD, id));
                byIdCostsTheSame(ours, role, id, c -> batch(c, UPDATE, id, id, id));
            }
        }
    }

    private void byIdCostsTheSame(Connection ours, Role role, String id, Work byId) throws SQLException {
        Wire wire = new Wire(proxy(role));
        Wire other = new Wire(proxy(role.other()));
        try (Connection raw = migration.store(role).connect()) {
            for (Work work : variants(byId).values()) {
                assertThat(wire.ownRoundTrips(ours, id, work)).isEqualTo(wire.ownRoundTrips(raw, id, work));
                assertThat(other.allRoundTrips(ours, work)).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void aLaunchCostsAtMostOneMoreThanRawAndInTwoStorePhasesOneKeyReadInTheOtherStore(Phase phase) throws SQLException {
        migration.to(phase);
        Role accepting = phase.accepting();
        String id = (accepting == Role.INITIAL ? "a" : "b") + ".1";
        List<Work> launches = List.of(
                c -> update(c, "INSERT INTO instances (business_key) VALUES (?)", key()),
                c -> update(c, "INSERT INTO orders (number) VALUES (?)", key()),
                c -> update(c, "INSERT INTO jobs (id, name) VALUES (gen_random_uuid(), ?)", key()));
        Wire wire = new Wire(proxy(accepting));
        Wire other = new Wire(proxy(accepting.other()));
        try (Connection ours = migration.connectSleeping("host");
                Connection raw = migration.store(accepting).connect()) {
            long single = wire.ownRoundTrips(raw, id, launches.get(1));
            long inTransaction = wire.ownRoundTrips(raw, id, inTransaction(launches.get(1)));
            for (Work launch : launches) {
                assertThat(wire.ownRoundTrips(ours, id, launch)).isBetween(single, single + 1);
                assertThat(wire.ownRoundTrips(ours, id, inTransaction(launch)))
                        .isBetween(inTransaction, inTransaction + 1);
                assertThat(other.allRoundTrips(ours, inTransaction(launch))).isEqualTo(phase.twoStore() ? 1 : 0);
            }
            theFenceIsCheckedInTheMessageOfTheCommit(ours, wire.physical(ours, id));
        }
    }

    /** Once the statement is known: the first time it is also described, or tried. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT state FROM instances ORDER BY n, id LIMIT 10",
                "SELECT count(*) FROM instances",
                "SELECT state, avg(n), count(DISTINCT id) FROM instances GROUP BY state HAVING count(*) > 1",
                "SELECT DISTINCT state FROM instances ORDER BY state",
                "SELECT id, rank() OVER (ORDER BY n) FROM instances",
                "SELECT id FROM instances UNION SELECT instance_id FROM tasks"
            })
    void aQueryOverBothStoresCostsOneRoundTripInEach(String sql) throws SQLException {
        migration.to(Phase.MIGRATION);
        try (Connection ours = migration.connectSleeping("host")) {
            Work query = c -> {
                try (PreparedStatement statement = c.prepareStatement(sql)) {
                    readAll(statement.executeQuery());
                }
            };
            for (Role role : Role.values()) {
                assertThat(new Wire(proxy(role)).ownRoundTrips(ours, role == Role.INITIAL ? "a.1" : "b.1", query))
                        .as(role + ": " + sql)
                        .isEqualTo(1);
            }
        }
    }

    private void theFenceIsCheckedInTheMessageOfTheCommit(Connection ours, ProxiedConnection own) throws SQLException {
        ours.setAutoCommit(false);
        for (int i = 0; i < 10; i++) {
            LaunchTest.launch(ours, key());
            long before = own.roundTrips();
            ours.commit();
            assertThat(own.roundTrips() - before).isEqualTo(1);
        }
    }

    @Test
    void theKeyIsReadInTheOtherStoreWhileTheRowIsInserted() throws Exception {
        migration.to(Phase.PRE_MIGRATION);
        try (Connection ours = migration.connectSleeping("host")) {
            ProxiedConnection own = new Wire(toInitial).physical(ours, "a.1");
            LaunchTest.launch(ours, key());
            long before = own.roundTrips();
            toTarget.hold(Direction.TO_SERVER);
            CompletableFuture<String> launch = CompletableFuture.supplyAsync(() -> {
                try {
                    return LaunchTest.launch(ours, "k");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            toTarget.awaitHeld(Direction.TO_SERVER);
            awaitMore(own, before);
            assertThat(launch).isNotDone();
            toTarget.release(Direction.TO_SERVER);
            assertThat(launch.get(30, TimeUnit.SECONDS)).startsWith("a.");
        }
    }

    private static void awaitMore(ProxiedConnection connection, long before) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (connection.roundTrips() == before) {
            assertThat(System.nanoTime()).as("the INSERT was not sent").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private TcpProxy proxy(Role role) {
        return role == Role.INITIAL ? toInitial : toTarget;
    }

    private String key() {
        return "key-" + keys.incrementAndGet();
    }

    /** The work by itself, and in transactions that it begins, goes on with, and that are rolled back. */
    private static Map<String, Work> variants(Work work) {
        Map<String, Work> variants = new LinkedHashMap<>();
        variants.put("", work);
        variants.put(" in a transaction", inTransaction(work));
        variants.put(" twice in a transaction", inTransaction(c -> {
            work.run(c);
            work.run(c);
        }));
        variants.put(" rolled back", c -> {
            c.setAutoCommit(false);
            work.run(c);
            c.rollback();
            c.setAutoCommit(true);
        });
        return variants;
    }

    private static Work inTransaction(Work work) {
        return c -> {
            c.setAutoCommit(false);
            work.run(c);
            c.commit();
            c.setAutoCommit(true);
        };
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void select(Connection connection, String sql, String value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, value);
            readAll(statement.executeQuery());
        }
    }

    private static void updateAfterSavepoint(Connection connection) throws SQLException {
        update(connection, UPDATE, "a.1");
        if (!connection.getAutoCommit()) {
            connection.rollback(connection.setSavepoint());
            Savepoint named = connection.setSavepoint("named");
            update(connection, UPDATE, "a.2");
            connection.releaseSavepoint(named);
        }
    }

    private static void selectInSteps(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT id FROM instances")) {
            statement.setFetchSize(1);
            readAll(statement.executeQuery());
        }
    }

    private static void readAll(ResultSet rows) throws SQLException {
        try (rows) {
            while (rows.next()) {
                rows.getString(1);
            }
        }
    }

    private static void update(Connection connection, String sql, String value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, value);
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
    }

    private static void childWithItsKey(Connection connection, String id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CHILD, Statement.RETURN_GENERATED_KEYS)) {
            statement.setString(1, id);
            statement.executeUpdate();
            readAll(statement.getGeneratedKeys());
        }
    }

    private static void batch(Connection connection, String sql, String... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (String value : values) {
                statement.setString(1, value);
                statement.addBatch();
            }
            assertThat(statement.executeBatch()).hasSameSizeAs(values).containsOnly(1);
        }
    }
}
