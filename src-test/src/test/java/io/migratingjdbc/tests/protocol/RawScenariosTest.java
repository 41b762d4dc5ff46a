package io.migratingjdbc.tests.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.tests.harness.Database;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.BatchUpdateException;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.copy.CopyManager;

/** What several calls of JDBC do together, told by the store's own driver and by ours over the same database: the same story. */
class RawScenariosTest {
    /** What is refused while entities are in two stores. */
    private static final Set<String> REFUSED_IN_TWO_STORES = Set.of(
            "keys of texts", // changes keys of entities that may be in both
            "function",
            "out parameters",
            "procedure",
            "call again",
            "refcursor",
            "several results",
            "updating rows",
            "large objects", // in a temporary table
            "copy",
            "notifications");

    private static List<Place> places;

    /** Tells what it sees. */
    @FunctionalInterface
    private interface Story {
        Object tell(Connection connection) throws Exception;
    }

    /** The same, which also looks at the store. */
    @FunctionalInterface
    private interface WatchingStory {
        Object tell(Connection connection, Database store) throws Exception;
    }

    private record Scenario(String name, WatchingStory story) {
        Scenario(String name, Story story) {
            this(name, (connection, store) -> story.tell(connection));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void create() throws SQLException {
        places = Place.all();
    }

    static Stream<Arguments> placesAndScenarios() {
        return places.stream().flatMap(place -> scenarios().map(scenario -> Arguments.of(place, scenario)));
    }

    private static Stream<Scenario> scenarios() {
        return Stream.of(
                new Scenario("keys by flag", c -> keys(c.prepareStatement(INSERT, Statement.RETURN_GENERATED_KEYS))),
                new Scenario("keys by names", c -> keys(c.prepareStatement(INSERT, new String[] {"number", "id"}))),
                new Scenario("keys by indexes", c -> keys(c.prepareStatement(INSERT, new int[] {1}))),
                new Scenario("keys not asked for", c -> keys(c.prepareStatement(INSERT))),
                new Scenario(
                        "keys of a batch", c -> batchKeys(c.prepareStatement(INSERT, Statement.RETURN_GENERATED_KEYS))),
                new Scenario(
                        "keys of a batch by names",
                        c -> batchKeys(c.prepareStatement(INSERT, new String[] {"number"}))),
                new Scenario("keys of texts", RawScenariosTest::keysOfTexts),
                new Scenario("returning", RawScenariosTest::returning),
                new Scenario("batch of texts", RawScenariosTest::batchOfTexts),
                new Scenario("failing batch", c -> failingBatch(c, true)),
                new Scenario("failing batch in a transaction", c -> failingBatch(c, false)),
                new Scenario("failing batch of texts", RawScenariosTest::failingBatchOfTexts),
                new Scenario("batch that selects", RawScenariosTest::selectingBatch),
                new Scenario("function", RawScenariosTest::function),
                new Scenario("out parameters", RawScenariosTest::outParameters),
                new Scenario("procedure", RawScenariosTest::procedure),
                new Scenario("call again", RawScenariosTest::callAgain),
                new Scenario("refcursor", RawScenariosTest::refcursor),
                new Scenario("several results", RawScenariosTest::severalResults),
                new Scenario("scrolling", RawScenariosTest::scrolling),
                new Scenario("updating rows", RawScenariosTest::updatingRows),
                new Scenario("streaming", RawScenariosTest::streaming),
                new Scenario("large objects", RawScenariosTest::largeObjects),
                new Scenario("streams", RawScenariosTest::streams),
                new Scenario("arrays", RawScenariosTest::arrays),
                new Scenario("times", RawScenariosTest::times),
                new Scenario("types of setObject", RawScenariosTest::targetTypes),
                new Scenario("query timeout", RawScenariosTest::queryTimeout),
                new Scenario("cancel", RawScenariosTest::cancel),
                new Scenario("close on completion", RawScenariosTest::closeOnCompletion),
                new Scenario("bounds", RawScenariosTest::bounds),
                new Scenario("warnings", RawScenariosTest::warnings),
                new Scenario("meta data of a prepared statement", RawScenariosTest::metaData),
                new Scenario("parameters that are missing", RawScenariosTest::missingParameters),
                new Scenario("named cursor", RawScenariosTest::namedCursor),
                new Scenario("savepoints", RawScenariosTest::savepoints),
                new Scenario("rows held over a commit", c -> held(c, ResultSet.HOLD_CURSORS_OVER_COMMIT)),
                new Scenario("rows closed by a commit", c -> held(c, ResultSet.CLOSE_CURSORS_AT_COMMIT)),
                new Scenario("network timeout", RawScenariosTest::networkTimeout),
                new Scenario("client info", RawScenariosTest::clientInfo),
                new Scenario("schema and catalog", RawScenariosTest::schemaAndCatalog),
                new Scenario("read-only", RawScenariosTest::readOnly),
                new Scenario("isolation", RawScenariosTest::isolation),
                new Scenario("requests", RawScenariosTest::requests),
                new Scenario("abort", RawScenariosTest::abort),
                new Scenario("validity", RawScenariosTest::validity),
                new Scenario("commit and rollback", RawScenariosTest::commitAndRollback),
                new Scenario("copy", RawScenariosTest::copy),
                new Scenario("notifications", RawScenariosTest::notifications));
    }

    private static final String INSERT = "INSERT INTO orders (number) VALUES (?)";

    @ParameterizedTest
    @MethodSource("placesAndScenarios")
    void isAsTheRawDriver(Place place, Scenario scenario) throws Exception {
        List<Object> raw = told(place, scenario, place.raw());
        List<Object> ours = told(place, scenario, place.ours());
        if (place.phase().twoStore() && REFUSED_IN_TWO_STORES.contains(scenario.name())) {
            assertThat(ours.get(0)).asString().contains("SQLFeatureNotSupportedException 0A000");
        } else {
            assertThat(ours).containsExactlyElementsOf(raw);
        }
    }

    /** What it told, and what it left behind. */
    private static List<Object> told(Place place, Scenario scenario, Connection fresh) throws Exception {
        place.store().execute("TRUNCATE orders, kinds RESTART IDENTITY", "ALTER SEQUENCE seen RESTART");
        List<Object> told = new ArrayList<>();
        try (Connection connection = fresh) {
            try {
                told.add(scenario.story().tell(connection, place.store()));
            } catch (SQLException e) {
                told.add(Outcome.thrown(e));
            }
            if (!connection.isClosed() && !connection.getAutoCommit()) {
                connection.rollback();
            }
        }
        told.add(place.store().strings("SELECT id || ' ' || number FROM orders ORDER BY id"));
        told.add(place.store().strings("SELECT k::text FROM kinds k ORDER BY id"));
        return told;
    }

    private static List<String> all(ResultSet rows) throws SQLException {
        List<String> all = new ArrayList<>();
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
            StringBuilder row = new StringBuilder();
            for (int column = 1; column <= columns; column++) {
                row.append(rows.getMetaData().getColumnLabel(column))
                        .append('=')
                        .append(rows.getString(column))
                        .append(' ');
            }
            all.add(row.toString());
        }
        return all;
    }

    private static Object keys(PreparedStatement insert) throws SQLException {
        insert.setString(1, "one");
        List<Object> told = new ArrayList<>(List.of(insert.executeUpdate(), all(insert.getGeneratedKeys())));
        insert.setString(1, "two");
        told.add(insert.execute());
        told.add(insert.getUpdateCount());
        told.add(all(insert.getGeneratedKeys()));
        insert.setString(1, "three");
        told.add(insert.executeLargeUpdate());
        told.add(all(insert.getGeneratedKeys()));
        return told;
    }

    private static Object batchKeys(PreparedStatement insert) throws SQLException {
        for (String number : List.of("one", "two", "three")) {
            insert.setString(1, number);
            insert.addBatch();
        }
        List<Object> told = new ArrayList<>(List.of(Arrays.toString(insert.executeBatch())));
        ResultSet keys = insert.getGeneratedKeys();
        told.add(keys.isBeforeFirst());
        told.add(all(keys));
        told.add(Arrays.toString(insert.executeBatch()));
        insert.setString(1, "four");
        insert.addBatch();
        told.add(Arrays.toString(insert.executeLargeBatch()));
        told.add(all(insert.getGeneratedKeys()));
        return told;
    }

    private static Object keysOfTexts(Connection connection) throws SQLException {
        Statement statement = connection.createStatement();
        List<Object> told = new ArrayList<>();
        told.add(statement.executeUpdate("INSERT INTO orders (number) VALUES ('a'), ('b')", 1));
        told.add(all(statement.getGeneratedKeys()));
        told.add(statement.execute("INSERT INTO orders (number) VALUES ('c')", new String[] {"id"}));
        told.add(all(statement.getGeneratedKeys()));
        told.add(statement.executeLargeUpdate("UPDATE orders SET number = number || 'x'", new String[] {"number"}));
        told.add(all(statement.getGeneratedKeys()));
        told.add(statement.executeUpdate("INSERT INTO orders (number) VALUES ('d')"));
        told.add(all(statement.getGeneratedKeys()));
        return told;
    }

    private static Object returning(Connection connection) throws SQLException {
        PreparedStatement insert = connection.prepareStatement(INSERT + " RETURNING id, number");
        insert.setString(1, "one");
        List<Object> told = new ArrayList<>(List.of(all(insert.executeQuery())));
        insert.setString(1, "two");
        told.add(insert.execute());
        told.add(insert.getUpdateCount());
        told.add(all(insert.getResultSet()));
        told.add(insert.getMoreResults());
        told.add(insert.getUpdateCount());
        return told;
    }

    private static Object batchOfTexts(Connection connection) throws SQLException {
        Statement statement = connection.createStatement();
        statement.addBatch("INSERT INTO kinds (name) VALUES ('a'), ('b')");
        statement.addBatch("UPDATE kinds SET n = 1 WHERE name = 'a'");
        statement.addBatch("INSERT INTO orders (number) VALUES ('o')");
        statement.addBatch("DELETE FROM kinds");
        List<Object> told = new ArrayList<>(List.of(Arrays.toString(statement.executeBatch())));
        told.add(all(statement.getGeneratedKeys()));
        told.add(statement.getUpdateCount());
        told.add(statement.getResultSet() == null);
        return told;
    }

    private static Object failingBatch(Connection connection, boolean autoCommit) throws SQLException {
        connection.setAutoCommit(autoCommit);
        PreparedStatement insert = connection.prepareStatement(INSERT);
        for (String number : List.of("one", "two", "one", "three")) {
            insert.setString(1, number);
            insert.addBatch();
        }
        return failure(insert);
    }

    private static Object failingBatchOfTexts(Connection connection) throws SQLException {
        Statement statement = connection.createStatement();
        statement.addBatch("INSERT INTO kinds (name) VALUES ('a')");
        statement.addBatch("INSERT INTO kinds (name) VALUES ('a')");
        statement.addBatch("INSERT INTO kinds (name) VALUES ('b')");
        return failure(statement);
    }

    static List<Object> failure(Statement batch) throws SQLException {
        try {
            return List.of(Arrays.toString(batch.executeBatch()));
        } catch (BatchUpdateException e) {
            List<Object> told = new ArrayList<>();
            told.add(Arrays.toString(e.getUpdateCounts()));
            told.add(Arrays.toString(e.getLargeUpdateCounts()));
            told.add(e.getErrorCode());
            for (SQLException next = e; next != null; next = next.getNextException()) {
                told.add(Outcome.thrown(next));
            }
            told.add(Outcome.thrown(e.getCause()));
            return told;
        }
    }

    private static Object selectingBatch(Connection connection) throws SQLException {
        PreparedStatement select = connection.prepareStatement("SELECT name FROM kinds WHERE name = ?");
        select.setString(1, "x");
        select.addBatch();
        return failure(select);
    }

    private static Object function(Connection connection) throws SQLException {
        CallableStatement call = connection.prepareCall("{? = call add(?, ?)}");
        call.registerOutParameter(1, Types.INTEGER);
        call.setInt(2, 3);
        call.setInt(3, 4);
        List<Object> told = new ArrayList<>();
        told.add(call.execute());
        told.add(call.getInt(1));
        told.add(call.getObject(1));
        told.add(call.wasNull());
        told.add(call.getUpdateCount());
        return told;
    }

    private static Object outParameters(Connection connection) throws SQLException {
        CallableStatement call = connection.prepareCall("{call doubled(?, ?, ?)}");
        call.setInt(1, 21);
        call.registerOutParameter(2, Types.INTEGER);
        call.registerOutParameter(3, Types.VARCHAR);
        call.execute();
        return List.of(call.getInt(2), call.getString(3), call.getObject(3));
    }

    private static Object procedure(Connection connection) throws SQLException {
        CallableStatement call = connection.prepareCall("call swap(?, ?)");
        call.setInt(1, 1);
        call.setInt(2, 2);
        call.registerOutParameter(1, Types.INTEGER);
        call.registerOutParameter(2, Types.INTEGER);
        call.execute();
        return List.of(call.getInt(1), call.getInt(2));
    }

    private static Object callAgain(Connection connection) throws SQLException {
        CallableStatement call = connection.prepareCall("{? = call add(?, ?)}");
        call.registerOutParameter(1, Types.INTEGER);
        List<Object> told = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            call.setInt(2, i);
            call.setInt(3, i);
            call.execute();
            told.add(call.getInt(1));
        }
        return told;
    }

    private static Object refcursor(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        CallableStatement call = connection.prepareCall("{? = call cursor_of()}");
        call.registerOutParameter(1, Types.REF_CURSOR);
        call.execute();
        ResultSet rows = (ResultSet) call.getObject(1);
        ResultSet cursor = connection.createStatement().executeQuery("SELECT cursor_of()");
        cursor.next();
        return List.of(all(rows), all((ResultSet) cursor.getObject(1)));
    }

    private static Object severalResults(Connection connection) throws SQLException {
        Statement statement = connection.createStatement();
        List<Object> told = new ArrayList<>();
        boolean rows = statement.execute(
                "SELECT 1 AS a; INSERT INTO kinds (name) VALUES ('x'), ('y'); SELECT 2 AS b; DELETE FROM kinds");
        while (rows || statement.getUpdateCount() >= 0) {
            told.add(rows ? all(statement.getResultSet()) : statement.getLargeUpdateCount());
            rows = statement.getMoreResults();
        }
        statement.execute("SELECT 1 AS a; SELECT 2 AS b");
        ResultSet first = statement.getResultSet();
        told.add(statement.getMoreResults(Statement.KEEP_CURRENT_RESULT));
        told.add(all(first));
        told.add(all(statement.getResultSet()));
        told.add(statement.getMoreResults(Statement.CLOSE_ALL_RESULTS));
        told.add(first.isClosed());
        return told;
    }

    private static Object scrolling(Connection connection) throws SQLException {
        Statement statement = connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY);
        ResultSet rows = statement.executeQuery("SELECT n FROM generate_series(1, 9) n");
        return List.of(
                rows.last(),
                rows.getRow(),
                rows.absolute(-2),
                rows.getInt(1),
                rows.relative(-3),
                rows.getInt(1),
                rows.previous(),
                rows.isFirst(),
                rows.getType(),
                statement.getResultSetType());
    }

    private static Object updatingRows(Connection connection) throws SQLException {
        connection.createStatement().execute("INSERT INTO kinds (name) VALUES ('a'), ('b'), ('c')");
        ResultSet rows = connection
                .createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE)
                .executeQuery("SELECT id, name, a FROM kinds ORDER BY id");
        rows.next();
        rows.updateString(2, "changed");
        rows.updateArray(3, connection.createArrayOf("int4", new Integer[] {7}));
        rows.updateRow();
        rows.next();
        rows.deleteRow();
        rows.moveToInsertRow();
        rows.updateLong(1, 50);
        rows.updateString("name", "new");
        rows.insertRow();
        rows.moveToCurrentRow();
        return rows.getString(2);
    }

    /** The sequence tells how many rows the server has made: no more than were fetched. */
    private static Object streaming(Connection connection, Database store) throws SQLException {
        connection.setAutoCommit(false);
        Statement statement = connection.createStatement();
        statement.setFetchSize(10);
        ResultSet rows = statement.executeQuery("SELECT nextval('seen') FROM generate_series(1, 100000)");
        List<Object> told = new ArrayList<>();
        for (int i = 1; i <= 25; i++) {
            rows.next();
            if (i % 10 == 1) {
                told.add(store.number("SELECT last_value FROM seen"));
            }
        }
        rows.setFetchSize(100);
        for (int i = 0; i < 20; i++) {
            rows.next();
        }
        told.add(store.number("SELECT last_value FROM seen"));
        assertThat((Long) told.get(0)).isEqualTo(10);
        return told;
    }

    private static Object largeObjects(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        connection.createStatement().execute("CREATE TEMP TABLE lobs (b oid, c oid)");
        PreparedStatement insert = connection.prepareStatement("INSERT INTO lobs VALUES (?, ?)");
        insert.setBlob(1, new ByteArrayInputStream(new byte[] {1, 2, 3}));
        insert.setBlob(2, new ByteArrayInputStream("text".getBytes(StandardCharsets.UTF_8)), 4);
        insert.executeUpdate();
        ResultSet rows = connection.createStatement().executeQuery("SELECT b, c FROM lobs");
        rows.next();
        List<Object> told = new ArrayList<>();
        told.add(Arrays.toString(rows.getBlob(1).getBytes(1, 10)));
        told.add(rows.getClob(2).getSubString(1, 10));
        told.add(rows.getBlob(1).setBytes(2, new byte[] {9}));
        told.add(Arrays.toString(rows.getBlob(1).getBytes(1, 10)));
        insert.setBlob(1, rows.getBlob(1));
        insert.setClob(2, rows.getClob(2));
        told.add(insert.executeUpdate());
        return told;
    }

    private static Object streams(Connection connection) throws Exception {
        PreparedStatement insert = connection.prepareStatement("INSERT INTO kinds (name, b) VALUES (?, ?)");
        insert.setCharacterStream(1, new StringReader("from a reader"));
        insert.setBinaryStream(2, new ByteArrayInputStream("bytes".getBytes(StandardCharsets.UTF_8)));
        insert.executeUpdate();
        insert.setCharacterStream(1, new StringReader("cut off"), 3);
        insert.setBinaryStream(2, new ByteArrayInputStream("bytes".getBytes(StandardCharsets.UTF_8)), 2);
        insert.addBatch();
        insert.executeBatch();
        ResultSet rows = connection.createStatement().executeQuery("SELECT name, b FROM kinds ORDER BY id");
        rows.next();
        return List.of(
                new String(rows.getBinaryStream(2).readAllBytes(), StandardCharsets.UTF_8),
                rows.getCharacterStream(1).read(),
                rows.getBytes(2).length);
    }

    private static Object arrays(Connection connection) throws SQLException {
        PreparedStatement insert = connection.prepareStatement("INSERT INTO kinds (name, a) VALUES (?, ?)");
        insert.setString(1, "array");
        insert.setArray(2, connection.createArrayOf("int4", new Integer[] {1, null, 3}));
        insert.executeUpdate();
        ResultSet rows = connection.createStatement().executeQuery("SELECT a FROM kinds");
        rows.next();
        insert.setString(1, "again");
        insert.setObject(2, rows.getArray(1));
        insert.executeUpdate();
        return List.of(
                Arrays.toString((Object[]) rows.getArray("a").getArray()),
                Arrays.toString(
                        (Object[]) rows.getObject(1, java.sql.Array.class).getArray(2, 2)),
                all(rows.getArray(1).getResultSet()),
                rows.getArray(1).getBaseTypeName(),
                rows.getObject(1).toString());
    }

    private static Object times(Connection connection) throws SQLException {
        PreparedStatement insert =
                connection.prepareStatement("INSERT INTO kinds (name, d, t, ts, tz) VALUES ('t', ?, ?, ?, ?)");
        insert.setObject(1, LocalDate.of(2024, 2, 29));
        insert.setObject(2, LocalTime.of(1, 2, 3));
        insert.setObject(3, LocalDateTime.of(2024, 2, 29, 1, 2, 3));
        insert.setObject(4, OffsetDateTime.ofInstant(Instant.EPOCH, ZoneOffset.UTC));
        insert.executeUpdate();
        ResultSet rows = connection.createStatement().executeQuery("SELECT d, t, ts, tz FROM kinds");
        rows.next();
        return List.of(
                rows.getObject(1, LocalDate.class),
                rows.getObject(2, LocalTime.class),
                rows.getObject(3, LocalDateTime.class),
                rows.getObject(4, OffsetDateTime.class),
                rows.getTimestamp(4),
                rows.getDate(1));
    }

    private static Object targetTypes(Connection connection) throws SQLException {
        List<Object> told = new ArrayList<>();
        for (int type : List.of(
                Types.INTEGER,
                Types.BIGINT,
                Types.NUMERIC,
                Types.VARCHAR,
                Types.BOOLEAN,
                Types.DOUBLE,
                Types.DATE,
                Types.TIMESTAMP,
                Types.BINARY,
                Types.OTHER,
                Types.ARRAY,
                Types.REF,
                Types.NULL)) {
            for (Object value : Arrays.asList("1", 1, 1.5, true, LocalDate.EPOCH, UUID.fromString(ZEROS), null)) {
                try {
                    PreparedStatement select = connection.prepareStatement("SELECT ?");
                    select.setObject(1, value, type);
                    told.add(all(select.executeQuery()));
                } catch (SQLException | RuntimeException e) { // its driver has its own defects
                    told.add(Outcome.thrown(e));
                }
            }
        }
        return told;
    }

    private static final String ZEROS = "00000000-0000-0000-0000-000000000000";

    private static Object queryTimeout(Connection connection) throws SQLException {
        Statement statement = connection.createStatement();
        statement.setQueryTimeout(1);
        try {
            statement.execute("SELECT pg_sleep(60)");
            return "slept";
        } catch (SQLException e) {
            return List.of(Outcome.thrown(e), statement.getQueryTimeout(), all(statement.executeQuery("SELECT 1")));
        }
    }

    private static Object cancel(Connection connection, Database store) throws Exception {
        Statement statement = connection.createStatement();
        CompletableFuture<String> sleeper = CompletableFuture.supplyAsync(() -> {
            try {
                return String.valueOf(statement.execute("SELECT pg_sleep(60) -- to be cancelled"));
            } catch (SQLException e) {
                return Outcome.thrown(e);
            }
        });
        String running = "SELECT count(*) FROM pg_stat_activity, pg_sleep(0.01)"
                + " WHERE query LIKE '%-- to be cancelled' AND state = 'active' AND pid <> pg_backend_pid()";
        while (!sleeper.isDone() && store.number(running) == 0) {
            Thread.onSpinWait();
        }
        statement.cancel();
        return sleeper.get();
    }

    private static Object closeOnCompletion(Connection connection) throws SQLException {
        Statement statement = connection.createStatement();
        statement.closeOnCompletion();
        List<Object> told = new ArrayList<>(List.of(statement.isCloseOnCompletion()));
        told.add(all(statement.executeQuery("SELECT 1")));
        ResultSet rows = statement.executeQuery("SELECT 2");
        told.add(statement.isClosed());
        rows.close();
        told.add(statement.isClosed());
        statement.executeQuery("SELECT 3");
        return told;
    }

    private static Object bounds(Connection connection) throws SQLException {
        Statement statement = connection.createStatement();
        statement.setMaxRows(2);
        statement.setMaxFieldSize(3);
        List<Object> told = new ArrayList<>();
        told.add(all(statement.executeQuery("SELECT 'abcdef'::varchar FROM generate_series(1, 9)")));
        told.add(statement.getMaxRows());
        told.add(statement.getMaxFieldSize());
        statement.setPoolable(true);
        told.add(statement.isPoolable());
        statement.setMaxRows(0);
        statement.setEscapeProcessing(false);
        told.add(all(statement.executeQuery("SELECT '{d ''2020-01-01''}'")));
        return told;
    }

    private static Object warnings(Connection connection) throws SQLException {
        Statement statement = connection.createStatement();
        statement.execute("SELECT warn()");
        List<Object> told = new ArrayList<>();
        for (SQLWarning warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning()) {
            told.add(warning.getMessage());
        }
        told.add(statement.getResultSet().getWarnings() == null);
        statement.clearWarnings();
        told.add(statement.getWarnings() == null);
        return told;
    }

    private static Object metaData(Connection connection) throws SQLException {
        PreparedStatement select = connection.prepareStatement("SELECT name, n AS number FROM kinds WHERE id = ?");
        List<Object> told = new ArrayList<>();
        told.add(select.getMetaData().getColumnLabel(2));
        told.add(select.getMetaData().getColumnTypeName(1));
        told.add(select.getMetaData().getTableName(1));
        told.add(select.getParameterMetaData().getParameterCount());
        told.add(select.getParameterMetaData().getParameterTypeName(1));
        select.setInt(1, 5);
        told.add(select.toString());
        told.add(all(select.executeQuery()));
        told.add(connection.prepareStatement(INSERT).getMetaData() == null);
        return told;
    }

    private static Object missingParameters(Connection connection) throws SQLException {
        PreparedStatement insert = connection.prepareStatement("INSERT INTO kinds (name, n) VALUES (?, ?)");
        insert.setString(1, "a");
        List<Object> told = new ArrayList<>();
        try {
            told.add(insert.executeUpdate());
        } catch (SQLException e) {
            told.add(Outcome.thrown(e));
        }
        insert.setInt(2, 2);
        told.add(insert.executeUpdate());
        insert.clearParameters();
        insert.setString(1, "b");
        insert.addBatch();
        try {
            insert.executeBatch();
        } catch (SQLException e) {
            told.add(e.getMessage());
        }
        return told;
    }

    private static Object namedCursor(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        Statement statement = connection.createStatement();
        statement.setCursorName("mine");
        ResultSet rows = statement.executeQuery("SELECT 1");
        return String.valueOf(rows.getCursorName());
    }

    /** A call that may fail. */
    @FunctionalInterface
    private interface Call {
        Object run() throws Exception;
    }

    private static Object outcome(Call call) throws Exception {
        try {
            return String.valueOf(call.run());
        } catch (SQLException e) {
            return Outcome.thrown(e);
        }
    }

    private static Object savepoints(Connection connection) throws Exception {
        connection.setAutoCommit(false);
        Statement statement = connection.createStatement();
        statement.executeUpdate("INSERT INTO kinds (name) VALUES ('a')");
        Savepoint one = connection.setSavepoint("one");
        statement.executeUpdate("INSERT INTO kinds (name) VALUES ('b')");
        Savepoint two = connection.setSavepoint();
        List<Object> told = new ArrayList<>(List.of(one.getSavepointName(), two.getSavepointId()));
        told.add(outcome(() -> statement.executeUpdate("INSERT INTO kinds (name) VALUES ('a')")));
        told.add(outcome(() -> all(statement.executeQuery("SELECT name FROM kinds"))));
        connection.rollback(two);
        connection.rollback(one);
        told.add(all(statement.executeQuery("SELECT name FROM kinds")));
        told.add(outcome(() -> {
            connection.rollback(two);
            return "rolled back";
        }));
        connection.rollback(one);
        connection.releaseSavepoint(one);
        told.add(outcome(() -> {
            connection.rollback(one);
            return "rolled back";
        }));
        connection.commit();
        return told;
    }

    private static Object held(Connection connection, int holdability) throws Exception {
        connection.setAutoCommit(false);
        connection.setHoldability(holdability);
        Statement statement = connection.createStatement();
        statement.setFetchSize(2);
        ResultSet rows = statement.executeQuery("SELECT n FROM generate_series(1, 9) n");
        List<Object> told = new ArrayList<>(List.of(rows.next(), rows.getHoldability()));
        connection.commit();
        told.add(rows.isClosed());
        told.add(outcome(() -> all(rows)));
        told.add(statement.getResultSetHoldability());
        return told;
    }

    private static Object networkTimeout(Connection connection) throws Exception {
        connection.setNetworkTimeout(Runnable::run, 300);
        Statement statement = connection.createStatement();
        return List.of(
                connection.getNetworkTimeout(),
                outcome(() -> statement.execute("SELECT pg_sleep(60)")),
                connection.isClosed(),
                outcome(() -> statement.execute("SELECT 1")),
                outcome(() -> connection.isValid(1)));
    }

    private static Object clientInfo(Connection connection) throws Exception {
        connection.setClientInfo("ApplicationName", "orders service");
        List<Object> told = new ArrayList<>();
        told.add(connection.getClientInfo("ApplicationName"));
        told.add(all(connection.createStatement().executeQuery("SHOW application_name")));
        Properties info = new Properties();
        info.setProperty("ApplicationName", "another");
        connection.setClientInfo(info);
        told.add(connection.getClientInfo());
        told.add(all(connection.createStatement().executeQuery("SHOW application_name")));
        connection.setClientInfo("Unknown", "x");
        told.add(connection.getWarnings().getMessage());
        connection.clearWarnings();
        told.add(connection.getWarnings() == null);
        return told;
    }

    private static Object schemaAndCatalog(Connection connection) throws Exception {
        List<Object> told = new ArrayList<>(List.of(connection.getSchema()));
        connection.setSchema("other");
        told.add(connection.getSchema());
        told.add(all(connection.createStatement().executeQuery("SELECT current_schema()")));
        connection.setSchema("public");
        String catalog = connection.getCatalog();
        connection.setCatalog("elsewhere");
        told.add(connection.getCatalog().equals(catalog));
        return told;
    }

    private static Object readOnly(Connection connection) throws Exception {
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        Statement statement = connection.createStatement();
        List<Object> told = new ArrayList<>(List.of(connection.isReadOnly()));
        told.add(outcome(() -> statement.executeUpdate("INSERT INTO kinds (name) VALUES ('a')")));
        told.add(outcome(() -> {
            connection.setReadOnly(false);
            return "set";
        }));
        connection.rollback();
        connection.setReadOnly(false);
        told.add(statement.executeUpdate("INSERT INTO kinds (name) VALUES ('b')"));
        connection.commit();
        return told;
    }

    private static Object isolation(Connection connection) throws Exception {
        List<Object> told = new ArrayList<>(List.of(connection.getTransactionIsolation()));
        connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        connection.setAutoCommit(false);
        Statement statement = connection.createStatement();
        told.add(all(statement.executeQuery("SHOW transaction_isolation")));
        told.add(outcome(() -> {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            return "set";
        }));
        connection.rollback();
        told.add(connection.getTransactionIsolation());
        return told;
    }

    private static Object requests(Connection connection) throws Exception {
        connection.beginRequest();
        int count = connection.createStatement().executeUpdate("INSERT INTO orders (number) VALUES ('r')");
        connection.endRequest();
        return List.of(
                count,
                outcome(() -> connection.setShardingKeyIfValid(null, 1)),
                outcome(() -> connection.nativeSQL("SELECT {d '2020-01-01'}")));
    }

    private static Object abort(Connection connection) throws Exception {
        Statement statement = connection.createStatement();
        connection.abort(Runnable::run);
        connection.abort(Runnable::run);
        return List.of(
                connection.isClosed(),
                outcome(() -> statement.execute("SELECT 1")),
                outcome(connection::createStatement),
                outcome(() -> connection.isValid(1)));
    }

    private static Object validity(Connection connection) throws Exception {
        boolean open = connection.isValid(5);
        Object negative = outcome(() -> connection.isValid(-1));
        connection.close();
        connection.close();
        return List.of(open, negative, connection.isValid(5), outcome(connection::getMetaData));
    }

    private static Object commitAndRollback(Connection connection) throws Exception {
        Statement statement = connection.createStatement();
        List<Object> told = new ArrayList<>();
        told.add(outcome(() -> {
            connection.commit();
            return "committed";
        }));
        connection.setAutoCommit(false);
        statement.executeUpdate("INSERT INTO orders (number) VALUES ('c')");
        connection.setAutoCommit(true); // commits
        connection.setAutoCommit(false);
        statement.executeUpdate("INSERT INTO orders (number) VALUES ('d')");
        told.add(outcome(() -> statement.executeUpdate("INSERT INTO kinds (nope) VALUES (1)")));
        told.add(outcome(() -> statement.execute("SELECT 1")));
        connection.rollback();
        statement.executeUpdate("INSERT INTO orders (number) VALUES ('e')");
        connection.commit();
        statement.executeUpdate("INSERT INTO orders (number) VALUES ('f')");
        connection.close(); // rolls back
        return told;
    }

    private static Object copy(Connection connection) throws Exception {
        CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
        StringWriter out = new StringWriter();
        return List.of(
                copy.copyIn("COPY orders (number) FROM STDIN", new StringReader("x\ny\n")),
                outcome(() -> copy.copyIn("COPY orders (number) FROM STDIN", new StringReader("z\nx\n"))),
                copy.copyOut("COPY (SELECT number FROM orders) TO STDOUT", out),
                out.toString());
    }

    private static Object notifications(Connection connection) throws Exception {
        connection.createStatement().execute("LISTEN news");
        connection.createStatement().execute("NOTIFY news, 'hello'");
        return Stream.of(connection.unwrap(PGConnection.class).getNotifications(10_000))
                .map(PGNotification::getParameter)
                .toList();
    }
}
