package io.migratingjdbc.tests.protocol;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every method of JDBC, with several sets of arguments, on the store's own driver and on ours over the same database: the result is the
 * same, or the same exception is thrown. Also after the object was closed.
 */
class RawEqualityTest {
    private static final List<Samples> ARGUMENTS =
            List.of(new Samples(1, "name", false), new Samples(99, "SELECT 1", false), new Samples(-1, "nope", true));

    private static final String LATER = "its length is checked when its store is known, and it is read";

    private static final String TEXT = "JDBC forbids a text here; PostgreSQL's driver runs it in some of the overloads";
    private static final String CLOSED = "that it is closed comes before what else is wrong";

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

    private static TestMigration migration;

    /** Makes an object of JDBC; it must do the same on both connections. */
    @FunctionalInterface
    private interface Maker {
        Object make(Connection connection) throws SQLException;
    }

    /** @param type the interface of which all methods are called */
    private record Subject(String name, Class<?> type, Maker maker) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void create() throws SQLException {
        migration = TestMigration.create();
        migration.initial.execute(
                "CREATE FUNCTION twice(inout name int) LANGUAGE sql AS 'SELECT name * 2'",
                "INSERT INTO settings VALUES ('1', 'one'), ('2', NULL)");
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
                new Subject("savepoint", Savepoint.class, Connection::setSavepoint),
                new Subject("named savepoint", Savepoint.class, connection -> connection.setSavepoint("name")));
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

    private static Statement executed(Connection connection) throws SQLException {
        Statement statement = connection.createStatement();
        statement.execute("SELECT name, value FROM settings ORDER BY name");
        return statement;
    }

    private static PreparedStatement prepared(Connection connection) throws SQLException {
        return connection.prepareStatement("SELECT name FROM settings WHERE name = ?");
    }

    private static CallableStatement callable(Connection connection) throws SQLException {
        return connection.prepareCall("{call twice(?)}");
    }

    private static ResultSet rows(Statement statement) throws SQLException {
        return statement.executeQuery("SELECT name, value FROM settings");
    }

    private static ResultSet onRow(Statement statement) throws SQLException {
        ResultSet rows = rows(statement);
        rows.next();
        return rows;
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void isAsTheRawDriver(Subject subject) throws SQLException {
        Map<String, String> differences = new TreeMap<>();
        List<Method> methods = methods(subject.type());
        try (Pair pair = new Pair()) {
            for (Method method : methods) {
                for (Samples samples : ARGUMENTS) {
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
        differences
                .keySet()
                .removeIf(method -> DIFFERENT.containsKey(method)
                        || DIFFERENT.containsKey(subject.type().getSimpleName() + ": " + method)
                        || DIFFERENT.containsKey(subject.name() + ": " + method));
        assertThat(differences).as(subject.name()).isEmpty();
    }

    private static List<Method> methods(Class<?> type) {
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
        private Connection raw;
        private Connection ours;

        Connection raw() throws SQLException {
            raw = fresh(raw) ? raw : begun(migration.initial.connect());
            return raw;
        }

        Connection ours() throws SQLException {
            ours = fresh(ours) ? ours : begun(migration.connect());
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
