package io.migratingjdbc.tests.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.tests.harness.Database;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.copy.CopyIn;
import org.postgresql.core.BaseConnection;

/** Statements that stay open while the migration moves, their generated keys, and where their results lead. */
class OpenStatementsTest {
    private static final List<Phase> FORTH =
            List.of(Phase.STABLE, Phase.PRE_MIGRATION, Phase.MIGRATION, Phase.POST_MIGRATION, Phase.COMPLETED);
    private static final List<Phase> FORTH_AND_BACK = List.of(
            Phase.STABLE,
            Phase.PRE_MIGRATION,
            Phase.MIGRATION,
            Phase.POST_MIGRATION,
            Phase.PRE_ROLLBACK,
            Phase.ROLLING_BACK,
            Phase.POST_ROLLBACK,
            Phase.STABLE);

    private TestMigration migration;

    @BeforeEach
    void create() throws SQLException {
        migration = TestMigration.create();
        String add = "CREATE FUNCTION add(a int, b int) RETURNS int LANGUAGE sql AS 'SELECT a + b'";
        migration.initial.execute(add);
        migration.target.execute(add);
    }

    static Stream<Arguments> itineraries() {
        return Stream.of(Arguments.of(FORTH, "&prepareThreshold=1"), Arguments.of(FORTH_AND_BACK, ""));
    }

    /** With server-side prepared statements at once, and after some executions. */
    @ParameterizedTest
    @MethodSource("itineraries")
    void workOnThroughAllPhases(List<Phase> phases, String settings) throws SQLException {
        String url = migration.url() + "&migrating.poll-interval=100ms&migrating.lease=2s&migrating.cross-store=ordered"
                + settings;
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO orders (number) VALUES (?)", Statement.RETURN_GENERATED_KEYS);
                PreparedStatement launch = connection.prepareStatement(
                        "INSERT INTO instances (business_key, n) VALUES (?, ?)", new String[] {"id", "state"});
                PreparedStatement select = connection.prepareStatement("SELECT number FROM orders WHERE id = ?");
                PreparedStatement search = connection.prepareStatement(
                        "SELECT business_key FROM instances WHERE n = ? ORDER BY business_key");
                PreparedStatement update = connection.prepareStatement("UPDATE instances SET n = n + ? WHERE id = ?");
                PreparedStatement updateAll =
                        connection.prepareStatement("UPDATE instances SET state = ? WHERE n = ?");
                Statement plain = connection.createStatement()) {
            select.setMaxRows(5);
            select.setQueryTimeout(30);
            Map<String, Role> launched = new TreeMap<>();
            for (int step = 0; step < phases.size(); step++) {
                Phase phase = phases.get(step);
                String name = step + " " + phase;
                if (step > 0) {
                    migration.to(phase);
                    migration.awaitHosts();
                }
                for (long id : batch(insert, name)) {
                    select.setLong(1, id);
                    assertThat(strings(select.executeQuery())).as(name).hasSize(1);
                }
                assertThat(select.getMaxRows()).isEqualTo(5);
                assertThat(select.getQueryTimeout()).isEqualTo(30);
                assertThat(select.getMetaData().getColumnLabel(1)).isEqualTo("number");
                assertThat(select.getParameterMetaData().getParameterCount()).isEqualTo(1);
                String id = launch(launch, name);
                assertThat(id).startsWith(phase.accepting() == Role.INITIAL ? "a." : "b.");
                launched.put("launched in " + name, phase.accepting());
                if (!phase.twoStore()) { // what is in the other store was not ended before it was given up
                    launched.values().removeIf(role -> role != phase.accepting());
                }
                update.setInt(1, 1);
                update.setString(2, id);
                assertThat(update.executeUpdate()).as(name).isEqualTo(1);
                search.setInt(1, 2);
                for (int again = 0; again < 7; again++) {
                    assertThat(strings(search.executeQuery())).as(name).containsExactlyElementsOf(launched.keySet());
                }
                updateAll.setString(1, name);
                updateAll.setInt(2, 2);
                assertThat(updateAll.executeUpdate()).as(name).isEqualTo(launched.size());
                plain.executeUpdate(
                        "INSERT INTO instances (business_key) VALUES ('text in " + name + "')",
                        Statement.RETURN_GENERATED_KEYS);
                assertThat(strings(plain.getGeneratedKeys())).as(name).hasSize(1);
            }
        }
    }

    private static List<Long> batch(PreparedStatement insert, String name) throws SQLException {
        for (int i = 0; i < 3; i++) {
            insert.setString(1, name + " " + i);
            insert.addBatch();
        }
        assertThat(insert.executeBatch()).as(name).containsExactly(1, 1, 1);
        List<Long> ids = new ArrayList<>();
        try (ResultSet keys = insert.getGeneratedKeys()) {
            assertThat(keys.getStatement()).isSameAs(insert);
            while (keys.next()) {
                ids.add(keys.getLong("id"));
            }
        }
        assertThat(ids).as("keys of a batch in %s", name).hasSize(3);
        return ids;
    }

    /** A batch of two, of which the second is not looked for later. */
    private static String launch(PreparedStatement launch, String name) throws SQLException {
        launch.setString(1, "launched in " + name);
        launch.setInt(2, 1);
        launch.addBatch();
        launch.setString(1, "also in " + name);
        launch.setInt(2, -1);
        launch.addBatch();
        assertThat(launch.executeLargeBatch()).containsExactly(1, 1);
        List<String> ids = strings(launch.getGeneratedKeys());
        assertThat(ids).as("minted ids in %s", name).hasSize(2);
        return ids.get(0);
    }

    @Test
    void cancelEndsTheReadInBothStores() throws Exception {
        migration.to(Phase.MIGRATION);
        migration.initial.execute("INSERT INTO instances (id, business_key) VALUES ('a.1', 'a')");
        migration.target.execute("INSERT INTO instances (id, business_key) VALUES ('b.1', 'b')");
        String waiting = "SELECT count(*) FROM pg_stat_activity, pg_sleep(0.01) WHERE wait_event_type = 'Lock'"
                + " AND query LIKE '%FROM instances%' AND datname = current_database()";
        try (Connection connection = migration.connect();
                Connection initial = locked(migration.initial);
                Connection target = locked(migration.target);
                PreparedStatement select = connection.prepareStatement("SELECT id FROM instances ORDER BY id")) {
            CompletableFuture<String> reader = CompletableFuture.supplyAsync(() -> {
                try {
                    return String.valueOf(select.execute());
                } catch (SQLException e) {
                    return e.getSQLState();
                }
            });
            while (migration.initial.number(waiting) == 0 || migration.target.number(waiting) == 0) {
                assertThat(reader.isDone()).isFalse();
            }
            select.cancel();
            assertThat(reader.get()).isEqualTo("57014");
            assertThat(migration.initial.number(waiting)).isZero();
            assertThat(migration.target.number(waiting)).isZero();
            initial.rollback();
            target.rollback();
            assertThat(strings(select.executeQuery())).containsExactly("a.1", "b.1");
        }
    }

    private static Connection locked(Database store) throws SQLException {
        Connection connection = store.connect();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLE instances IN ACCESS EXCLUSIVE MODE");
        }
        return connection;
    }

    @Test
    void callsGoToTheStoreInUse() throws SQLException {
        try (Connection connection = migration.connect();
                CallableStatement call = connection.prepareCall("{? = call add(?, ?)}")) {
            call.registerOutParameter(1, Types.INTEGER);
            for (Phase phase : List.of(Phase.STABLE, Phase.MIGRATION, Phase.COMPLETED)) {
                migration.to(phase);
                migration.awaitHosts();
                call.setInt(2, 1);
                call.setInt(3, phase.ordinal());
                if (phase.twoStore()) {
                    assertThatThrownBy(call::execute)
                            .extracting(e -> ((SQLException) e).getSQLState())
                            .isEqualTo("0A000");
                } else {
                    call.execute();
                    assertThat(call.getInt(1)).isEqualTo(1 + phase.ordinal());
                }
            }
        }
    }

    /** Entities are in both stores, so that each execution of a batch goes its own way. */
    @Test
    void batchesThatRunOneByOneHaveTheirGeneratedKeys() throws SQLException {
        try (Connection connection = migration.connect()) {
            String initial = LaunchTest.launch(connection, "initial");
            migration.to(Phase.MIGRATION);
            migration.awaitHosts();
            String target = LaunchTest.launch(connection, "target");
            migration.initial.execute("UPDATE instances SET n = 1");
            migration.target.execute("UPDATE instances SET n = 2");
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE instances SET state = ? WHERE id = ?", new String[] {"id", "n"})) {
                for (String id : List.of(initial, initial)) {
                    update.setString(1, "busy");
                    update.setString(2, id);
                    update.addBatch();
                }
                assertThat(update.executeBatch()).containsExactly(1, 1);
                assertThat(strings(update.getGeneratedKeys())).containsExactly(initial, initial);
            }
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE instances SET state = ? WHERE business_key = ?", new String[] {"id"})) {
                for (String key : List.of("initial", "nobody's", "initial")) {
                    update.setString(1, "idle");
                    update.setString(2, key);
                    update.addBatch();
                }
                assertThat(update.executeLargeBatch()).containsExactly(1, 0, 1);
                try (ResultSet keys = update.getGeneratedKeys()) {
                    assertThat(keys.isBeforeFirst()).isTrue();
                    assertThat(keys.next()).isTrue();
                    assertThat(keys.isFirst()).isTrue();
                    assertThat(keys.next()).isTrue();
                    assertThat(keys.getRow()).isEqualTo(2);
                    assertThat(keys.isLast()).isTrue();
                    assertThat(keys.getString("id")).isEqualTo(initial);
                    assertThat(keys.next()).isFalse();
                    assertThat(keys.isAfterLast()).isTrue();
                }
            }
            assertThat(target).startsWith("b.");
        }
    }

    /** The same counts and the same chain as from the store's own driver. */
    @Test
    void aBatchFailsAsNativelyWhereTheKeyIsInTheOtherStore() throws SQLException {
        List<Object> raw;
        try (Connection connection = migration.initial.connect();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO orders (number) VALUES (?)")) {
            raw = failedBatch(insert);
        }
        migration.initial.execute("INSERT INTO orders (number) VALUES ('taken')");
        migration.to(Phase.MIGRATION);
        try (Connection connection = migration.connect();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO orders (number) VALUES (?)")) {
            assertThat(withoutMessages(failure(insert, "new", "taken", "other")))
                    .isEqualTo(withoutMessages(raw));
        }
        assertThat(migration.target.number("SELECT count(*) FROM orders")).isZero();
    }

    /** They show by which means the key was found. */
    private static List<String> withoutMessages(List<Object> told) {
        return told.stream()
                .map(each -> each.toString().replaceFirst("(?s)(throws \\w+ \\w+) .*", "$1"))
                .toList();
    }

    private static List<Object> failedBatch(PreparedStatement insert) throws SQLException {
        return failure(insert, "one", "one", "two");
    }

    private static List<Object> failure(PreparedStatement insert, String... numbers) throws SQLException {
        for (String number : numbers) {
            insert.setString(1, number);
            insert.addBatch();
        }
        return RawScenariosTest.failure(insert);
    }

    @Test
    void everythingLeadsBackToTheConnection() throws SQLException {
        try (Connection connection = migration.connect();
                Statement statement = connection.createStatement()) {
            ResultSet rows = statement.executeQuery("SELECT ARRAY[1, 2] AS a");
            assertThat(rows.getStatement()).isSameAs(statement);
            assertThat(rows.next()).isTrue();
            DatabaseMetaData metaData = connection.getMetaData();
            assertThat(metaData.getConnection()).isSameAs(connection);
            leadsBack(connection, metaData.getTables(null, null, "orders", null));
            leadsBack(connection, metaData.getTypeInfo());
            leadsBack(connection, metaData.getClientInfoProperties());
            leadsBack(connection, rows.getArray(1).getResultSet());
            leadsBack(connection, rows.getArray("a").getResultSet(1, 1));
            leadsBack(connection, ((java.sql.Array) rows.getObject(1)).getResultSet());
            leadsBack(connection, rows.getObject(1, java.sql.Array.class).getResultSet());
            leadsBack(
                    connection,
                    connection.createArrayOf("int4", new Integer[] {1}).getResultSet());
            statement.executeUpdate("INSERT INTO orders (number) VALUES ('n')", Statement.RETURN_GENERATED_KEYS);
            assertThat(statement.getGeneratedKeys().getStatement()).isSameAs(statement);
        }
    }

    /** And what is run there goes through the fence. */
    private void leadsBack(Connection connection, ResultSet rows) throws SQLException {
        Statement statement = rows.getStatement();
        assertThat(statement.getConnection()).isSameAs(connection);
        assertThat(strings(statement.executeQuery("SELECT 'fresh'"))).containsExactly("fresh");
        assertThat(rows.isClosed()).isTrue();
        statement.close();
        assertThat(statement.isClosed()).isTrue();
    }

    @Test
    void aClosedStatementLeavesNothingOpen() throws SQLException {
        try (Connection connection = migration.connect()) {
            PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO instances (business_key) VALUES (?)", Statement.RETURN_GENERATED_KEYS);
            insert.setString(1, "k");
            insert.executeUpdate();
            ResultSet keys = insert.getGeneratedKeys();
            insert.close();
            assertThat(keys.isClosed()).isTrue();
            assertState("55000", insert::executeUpdate);
        }
        Connection connection = migration.connect();
        Statement statement = connection.createStatement();
        connection.close();
        assertState("08003", () -> statement.execute("SELECT 1"));
    }

    @Test
    void copyingIntoTheStoreGoesThroughTheFence() throws SQLException, IOException {
        try (Connection sleeping = migration.connectSleeping("sleeper")) {
            PGConnection vendor = sleeping.unwrap(PGConnection.class);
            String copy = "COPY orders (number) FROM STDIN";
            assertThat(vendor.getCopyAPI().copyIn(copy, new StringReader("one\ntwo\n")))
                    .isEqualTo(2);
            assertState("0A000", () -> vendor.getCopyAPI().copyIn(copy));
            sleeping.setAutoCommit(false);
            vendor.getCopyAPI().copyIn(copy, new StringReader("three\n"));
            CopyIn parts = vendor.getCopyAPI().copyIn(copy);
            byte[] part = "four\n".getBytes(StandardCharsets.UTF_8);
            parts.writeToCopy(part, 0, part.length);
            parts.endCopy();
            migration.to(Phase.MIGRATION);
            assertState("40001", sleeping::commit);
            assertState("0A000", () -> vendor.getCopyAPI().copyIn(copy, new StringReader("five\n")));
            sleeping.rollback();
            assertState("0A000", () -> sleeping.unwrap(BaseConnection.class));
        }
        assertThat(migration.initial.strings("SELECT number FROM orders")).containsExactly("one", "two");
        assertThat(migration.target.number("SELECT count(*) FROM orders")).isZero();
    }

    @Test
    void notificationsAndLargeObjectsAreThoseOfTheApplicationsSession() throws SQLException {
        try (Connection connection = migration.connect();
                Statement statement = connection.createStatement()) {
            PGConnection vendor = connection.unwrap(PGConnection.class);
            statement.execute("LISTEN news");
            migration.initial.execute("NOTIFY news, 'hello'");
            assertThat(vendor.getNotifications(10_000)[0].getParameter()).isEqualTo("hello");
            connection.setAutoCommit(false);
            long id = vendor.getLargeObjectAPI().createLO();
            vendor.getLargeObjectAPI().open(id).close();
            connection.rollback();
            assertThat(statement.unwrap(PGStatement.class)).isNotNull();
            assertThat(connection.isWrapperFor(PGConnection.class)).isTrue();
        }
    }

    private static void assertState(String sqlState, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(SQLException.class)
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo(sqlState);
    }

    private static List<String> strings(ResultSet rows) throws SQLException {
        List<String> values = new ArrayList<>();
        while (rows.next()) {
            values.add(rows.getString(1));
        }
        return values;
    }
}
