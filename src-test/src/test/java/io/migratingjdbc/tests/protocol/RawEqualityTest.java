package io.migratingjdbc.tests.protocol;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.internal.model.Phase;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every method of JDBC, with several sets of arguments, on the store's own driver and on ours over the same database: the result is the
 * same, or the same exception is thrown. Also after the object was closed.
 */
class RawEqualityTest {
    private static final Samples FIRST = new Samples(1, "name", false);
    private static final Samples OTHERS = new Samples(99, "SELECT 1", false);
    private static final Samples NULLS = new Samples(-1, "nope", true);

    private static final String LARGE = "SELECT lo_from_bytea(0, 'bytes')";

    private static final String LATER = "its length is checked when its store is known, and it is read";

    private static final String TEXT = "JDBC forbids a text here; PostgreSQL's driver runs it in some of the overloads";
    private static final String CLOSED = "that it is closed comes before what else is wrong";

    private static final String NO_SQL = "what the parser does not know is refused before a store sees it";
    private static final String BESIDE = "nobody has looked for the key in the other store";

    /** What differs, with the reason; docs/jdbc.md has the same. */
    private static final Map<String, String> DIFFERENT = Map.ofEntries(
            entry("DatabaseMetaData.getURL", "it has the mark by which the stores know the driver's sessions"),
            entry("PreparedStatement.setAsciiStream", LATER),
            entry("PreparedStatement.setBinaryStream", LATER),
            entry("PreparedStatement.setCharacterStream", LATER),
            entry("PreparedStatement.setNCharacterStream", LATER),
            entry("PreparedStatement.setClob", LATER),
            entry("PreparedStatement.setNClob", LATER),
            entry("Connection.releaseSavepoint", "null is refused with an SQLState"),
            entry("Connection.rollback", "null is refused with an SQLState"),
            entry("Connection.abort", "a closed connection needs no executor"),
            entry("Wrapper.isWrapperFor", "null, after the end"),
            entry("Wrapper.unwrap", "null, after the end"),
            entry("PreparedStatement: Statement.execute", TEXT),
            entry("PreparedStatement: Statement.executeUpdate", TEXT),
            entry("PreparedStatement: Statement.executeLargeUpdate", TEXT),
            entry("CallableStatement: Statement.execute", TEXT),
            entry("CallableStatement: Statement.executeUpdate", TEXT),
            entry("CallableStatement: Statement.executeLargeUpdate", TEXT),
            entry("closed statement: Statement.execute", CLOSED),
            entry("closed statement: Statement.executeUpdate", CLOSED),
            entry("closed statement: Statement.executeLargeUpdate", CLOSED),
            entry("statement of a closed connection: Statement.execute", CLOSED),
            entry("statement of a closed connection: Statement.executeUpdate", CLOSED),
            entry("statement of a closed connection: Statement.executeLargeUpdate", CLOSED),
            entry("closed connection: Connection.setClientInfo", CLOSED),
            entry("closed connection: Connection.setTypeMap", CLOSED));

    /** What differs besides while entities are in two stores. */
    private static final Map<String, String> DIFFERENT_IN_TWO_STORES = Map.ofEntries(
            entry("Statement.execute", NO_SQL),
            entry("Statement.executeQuery", NO_SQL),
            entry("Statement.executeUpdate", NO_SQL),
            entry("Statement.executeLargeUpdate", NO_SQL),
            entry("updatable rows: ResultSet.insertRow", BESIDE),
            entry("updatable rows: ResultSet.updateRow", BESIDE),
            entry("updatable rows: ResultSet.deleteRow", BESIDE));

    private static List<Place> places;

    /** Makes an object of JDBC; it must do the same on both connections. */
    @FunctionalInterface
    interface Maker {
        Object make(Connection connection) throws SQLException;
    }

    /** @param type the interface of which all methods are called */
    record Subject(String name, Class<?> type, Maker maker) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void create() throws SQLException {
        places = Place.all();
    }

    /** Other arguments are of no other effect where the store is the same but in another role. */
    private static List<Samples> arguments(Phase phase) {
        return switch (phase) {
            case STABLE -> List.of(FIRST, OTHERS, NULLS);
            case COMPLETED -> List.of(FIRST);
            default -> List.of(FIRST, NULLS);
        };
    }

    static Stream<Subject> subjects() {
        return Stream.of(
                new Subject("connection", Connection.class, connection -> connection),
                new Subject("closed connection", Connection.class, RawEqualityTest::closed),
                new Subject("meta data", DatabaseMetaData.class, Connection::getMetaData),
                new Subject("statement", Statement.class, Connection::createStatement),
                new Subject("closed statement", Statement.class, connection -> closed(connection.createStatement())),
                new Subject("statement with rows", Statement.class, RawEqualityTest::executed),
                new Subject("statement of a closed connection", Statement.class, connection -> {
                    Statement statement = connection.createStatement();
                    connection.close();
                    return statement;
                }),
                new Subject("prepared statement", PreparedStatement.class, RawEqualityTest::prepared),
                new Subject("closed prepared statement", PreparedStatement.class, c -> closed(prepared(c))),
                new Subject("callable statement", CallableStatement.class, RawEqualityTest::callable),
                new Subject("executed callable statement", CallableStatement.class, connection -> {
                    CallableStatement call = callable(connection);
                    call.registerOutParameter(1, Types.INTEGER);
                    call.setInt(1, 21);
                    call.execute();
                    return call;
                }),
                new Subject("closed callable statement", CallableStatement.class, c -> closed(callable(c))),
                new Subject("rows", ResultSet.class, connection -> onRow(connection.createStatement())),
                new Subject("rows not begun", ResultSet.class, connection -> rows(connection.createStatement())),
                new Subject("closed rows", ResultSet.class, c -> closed(onRow(c.createStatement()))),
                new Subject("rows of a closed statement", ResultSet.class, connection -> {
                    ResultSet rows = onRow(connection.createStatement());
                    rows.getStatement().close();
                    return rows;
                }),
                new Subject(
                        "updatable rows",
                        ResultSet.class,
                        connection -> onRow(connection.createStatement(
                                ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE))),
                new Subject("array", Array.class, connection -> connection.createArrayOf("int4", new Integer[] {1, 2})),
                new Subject(
                        "array of a row",
                        Array.class,
                        connection -> row(connection, "SELECT ARRAY[1, NULL]").getArray(1)),
                new Subject(
                        "columns",
                        ResultSetMetaData.class,
                        connection -> rows(connection.createStatement()).getMetaData()),
                new Subject(
                        "columns of a prepared statement",
                        ResultSetMetaData.class,
                        connection -> prepared(connection).getMetaData()),
                new Subject(
                        "parameters",
                        ParameterMetaData.class,
                        connection -> prepared(connection).getParameterMetaData()),
                new Subject(
                        "document",
                        SQLXML.class,
                        connection -> row(connection, "SELECT '<a/>'::xml").getSQLXML(1)),
                new Subject("document to be written", SQLXML.class, Connection::createSQLXML),
                new Subject(
                        "large object",
                        Blob.class,
                        connection -> row(connection, LARGE).getBlob(1)),
                new Subject(
                        "large text",
                        Clob.class,
                        connection -> row(connection, LARGE).getClob(1)),
                new Subject("savepoint", Savepoint.class, Connection::setSavepoint),
                new Subject("named savepoint", Savepoint.class, connection -> connection.setSavepoint("name")));
    }

    static Stream<Arguments> placesAndSubjects() {
        return places.stream()
                .flatMap(place -> subjects()
                        .filter(subject -> !place.phase().twoStore() || subject.type() != CallableStatement.class)
                        .map(subject -> Arguments.of(place, subject)));
    }

    private static Object closed(Object closeable) throws SQLException {
        try {
            ((AutoCloseable) closeable).close();
            return closeable;
        } catch (SQLException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static ResultSet row(Connection connection, String sql) throws SQLException {
        ResultSet rows = connection.createStatement().executeQuery(sql);
        rows.next();
        return rows;
    }

    private static Statement executed(Connection connection) throws SQLException {
        Statement statement = connection.createStatement();
        statement.execute("SELECT name, value FROM things ORDER BY name");
        return statement;
    }

    private static PreparedStatement prepared(Connection connection) throws SQLException {
        return connection.prepareStatement("SELECT name FROM things WHERE name = ?");
    }

    private static CallableStatement callable(Connection connection) throws SQLException {
        return connection.prepareCall("{call twice(?)}");
    }

    private static ResultSet rows(Statement statement) throws SQLException {
        return statement.executeQuery("SELECT name, value FROM things");
    }

    private static ResultSet onRow(Statement statement) throws SQLException {
        ResultSet rows = rows(statement);
        rows.next();
        return rows;
    }

    @ParameterizedTest
    @MethodSource("placesAndSubjects")
    void isAsTheRawDriver(Place place, Subject subject) throws SQLException {
        Map<String, String> differences = new TreeMap<>();
        List<Method> methods = methods(subject.type());
        try (Pair pair = new Pair(place)) {
            for (Method method : methods) {
                for (Samples samples : arguments(place.phase())) {
                    String raw = pair.call(pair.raw(), subject, method, samples);
                    String ours = pair.call(pair.ours(), subject, method, samples);
                    if (!raw.equals(ours)) {
                        differences.put(
                                method.getDeclaringClass().getSimpleName() + "." + method.getName(),
                                Arrays.toString(samples.arguments(method)) + " raw: " + raw + ", ours: " + ours);
                    }
                }
            }
        }
        Map<String, String> known = place.phase().twoStore() ? DIFFERENT_IN_TWO_STORES : Map.of();
        differences
                .keySet()
                .removeIf(method -> Stream.of(
                                method, subject.type().getSimpleName() + ": " + method, subject.name() + ": " + method)
                        .anyMatch(name -> DIFFERENT.containsKey(name) || known.containsKey(name)));
        assertThat(differences).as(subject.name()).isEmpty();
    }

    static List<Method> methods(Class<?> type) {
        List<Method> methods = new ArrayList<>();
        for (Method method : type.getMethods()) {
            if (!Modifier.isStatic(method.getModifiers())) {
                methods.add(method);
            }
        }
        methods.sort(Comparator.comparing(Method::toString));
        assertThat(methods).isNotEmpty();
        return methods;
    }

    /** The two connections; new ones where a call has ended them. */
    private static final class Pair implements AutoCloseable {
        private final Place place;
        private Connection raw;
        private Connection ours;

        Pair(Place place) {
            this.place = place;
        }

        Connection raw() throws SQLException {
            raw = fresh(raw) ? raw : begun(place.raw());
            return raw;
        }

        Connection ours() throws SQLException {
            ours = fresh(ours) ? ours : begun(place.ours());
            return ours;
        }

        private static boolean fresh(Connection connection) throws SQLException {
            return connection != null && !connection.isClosed();
        }

        private static Connection begun(Connection connection) throws SQLException {
            connection.setAutoCommit(false);
            return connection;
        }

        /** In a transaction that is undone, so that both find the same. */
        String call(Connection connection, Subject subject, Method method, Samples samples) throws SQLException {
            Object target = subject.maker().make(connection);
            String outcome = Outcome.of(target, method, samples.arguments(method));
            if (target == connection) {
                connection.close(); // it has got settings
            } else if (target instanceof Blob || target instanceof Clob) {
                connection.abort(Runnable::run); // PostgreSQL's driver is out of step with the server after nulls
            }
            if (!connection.isClosed()) {
                connection.rollback();
            }
            return outcome;
        }

        @Override
        public void close() throws SQLException {
            if (raw != null) {
                raw.close();
            }
            if (ours != null) {
                ours.close();
            }
        }
    }
}
