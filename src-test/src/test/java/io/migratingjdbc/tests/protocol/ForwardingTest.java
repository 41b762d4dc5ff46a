package io.migratingjdbc.tests.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The generated forwarding, against the JDBC of whatever JDK runs this: every method reaches the delegate with the same arguments,
 * and its result or exception comes back. What wrappers do by hand instead is listed with the tests that cover it.
 */
class ForwardingTest {
    private static final String FORWARDING = "io.migratingjdbc.internal.forwarding.Forwarding";
    private static final String WRAPPERS = "io.migratingjdbc.internal.jdbc.";
    private static final Samples SAMPLES = new Samples(7, "seven", false);

    /** A call that reached the delegate. */
    private record Call(Method method, List<Object> arguments) {}

    static Stream<Class<?>> interfaces() {
        return Stream.of(
                Array.class,
                Connection.class,
                Statement.class,
                PreparedStatement.class,
                CallableStatement.class,
                ResultSet.class,
                DatabaseMetaData.class);
    }

    @ParameterizedTest
    @MethodSource("interfaces")
    void everyMethodReachesTheDelegateAndItsResultComesBack(Class<?> jdbc) throws ReflectiveOperationException {
        for (Method method : methods(jdbc)) {
            List<Call> calls = new ArrayList<>();
            Object result = method.getReturnType() == void.class ? null : SAMPLES.of(method.getReturnType());
            Object delegate = proxy(jdbc, (self, called, arguments) -> {
                calls.add(new Call(called, list(arguments)));
                return result;
            });
            List<Object> owned = new ArrayList<>();
            Object[] arguments = SAMPLES.arguments(method);
            Object given = method.invoke(forwarding(jdbc, delegate, owned), arguments);
            assertThat(given)
                    .as(method.toString())
                    .isSameAs(given == null ? null : given)
                    .isEqualTo(result);
            assertThat(calls).as(method.toString()).containsExactly(new Call(method, list(arguments)));
            assertThat(owned).as("led back by %s", method).isEqualTo(leadsBack(method) ? list(result) : List.of());
        }
    }

    @ParameterizedTest
    @MethodSource("interfaces")
    void exceptionsOfTheDelegateComeBackAsTheyAre(Class<?> jdbc) throws ReflectiveOperationException {
        for (Method method : methods(jdbc)) {
            if (!List.of(method.getExceptionTypes()).contains(SQLException.class)) {
                continue;
            }
            SQLException thrown = new SQLException("no", "99999");
            Object forwarding = forwarding(
                    jdbc,
                    proxy(jdbc, (self, called, arguments) -> {
                        throw thrown;
                    }),
                    new ArrayList<>());
            assertThatThrownBy(() -> method.invoke(forwarding, SAMPLES.arguments(method)))
                    .as(method.toString())
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .isSameAs(thrown);
        }
    }

    /** JDBC 4.5 adds these; where the JDK has them, the tests above find them forwarded. */
    @Test
    void methodsOfNewerJdksAreForwardedAlready() throws ReflectiveOperationException {
        Class<?> connection = Class.forName(FORWARDING + "Connection");
        assertThat(connection.getDeclaredMethod("enquoteLiteral", String.class).isDefault())
                .isTrue();
        assertThat(connection
                        .getDeclaredMethod("enquoteIdentifier", String.class, boolean.class)
                        .isDefault())
                .isTrue();
        assertThat(connection
                        .getDeclaredMethod("enquoteNCharLiteral", String.class)
                        .isDefault())
                .isTrue();
        assertThat(connection
                        .getDeclaredMethod("isSimpleIdentifier", String.class)
                        .isDefault())
                .isTrue();
        assertThat(Class.forName(FORWARDING + "Array")
                        .getDeclaredMethod("close")
                        .isDefault())
                .isTrue();
    }

    /**
     * A wrapper's own methods. {@link RawEqualityTest} calls each of them, {@link RawScenariosTest} what they do together; a method that
     * is missing here is new and needs its scenario.
     */
    @ParameterizedTest
    @MethodSource("handWritten")
    void handWrittenMethodsAreListedWithTheirTests(String wrapper, Class<?> jdbc, String expected)
            throws ClassNotFoundException {
        Set<String> own = new TreeSet<>();
        Set<String> signatures = new HashSet<>();
        for (Class<?> type = Class.forName(WRAPPERS + wrapper); type != Object.class; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                if (!method.isSynthetic() && overrides(method, jdbc)) {
                    own.add(method.getName());
                    signatures.add(signature(method));
                }
            }
        }
        Set<String> missing = Arrays.stream(jdbc.getMethods())
                .filter(method -> own.contains(method.getName()) && !named(method))
                .map(ForwardingTest::signature)
                .filter(signature -> !signatures.contains(signature))
                .collect(Collectors.toSet());
        assertThat(String.join(" ", own)).isEqualTo(expected.strip().replaceAll("\\s+", " "));
        assertThat(missing).as("overloads that are only forwarded").isEmpty();
    }

    /** Parameters by name, which PostgreSQL's driver does not have. */
    private static boolean named(Method method) {
        return method.getDeclaringClass() == CallableStatement.class
                && method.getName().startsWith("set")
                && method.getParameterTypes()[0] == String.class;
    }

    private static String signature(Method method) {
        return method.getName() + Arrays.toString(method.getParameterTypes());
    }

    private static boolean overrides(Method method, Class<?> jdbc) {
        return Arrays.stream(jdbc.getMethods())
                .anyMatch(declared -> declared.getName().equals(method.getName())
                        && Arrays.equals(declared.getParameterTypes(), method.getParameterTypes()));
    }

    private static boolean leadsBack(Method method) {
        return !method.getName().equals("unwrap")
                && Set.of(ResultSet.class, Array.class, Object.class).contains(method.getReturnType());
    }

    private static List<Method> methods(Class<?> jdbc) {
        List<Method> methods = Arrays.stream(jdbc.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .collect(Collectors.toList());
        assertThat(methods).isNotEmpty();
        return methods;
    }

    private static List<Object> list(Object... values) {
        return values == null ? List.of() : Arrays.asList(values);
    }

    private static Object proxy(Class<?> type, InvocationHandler handler) {
        return Proxy.newProxyInstance(ForwardingTest.class.getClassLoader(), new Class<?>[] {type}, handler);
    }

    /** The generated interface with nothing written by hand but where it forwards to. */
    private static Object forwarding(Class<?> jdbc, Object delegate, List<Object> owned) throws ClassNotFoundException {
        Class<?> generated = Class.forName(FORWARDING + jdbc.getSimpleName());
        return proxy(generated, (self, method, arguments) -> {
            if (method.getName().equals("delegate")) {
                return delegate;
            } else if (method.getName().equals("own")) {
                owned.add(arguments[0]);
                return arguments[0];
            }
            assertThat(method.getDeclaringClass().getPackageName())
                    .as("who declares %s", method)
                    .isEqualTo("io.migratingjdbc.internal.forwarding");
            return InvocationHandler.invokeDefault(self, method, arguments);
        });
    }

    static Stream<Arguments> handWritten() {
        return Stream.of(
                Arguments.of("MigratingStatement", Statement.class, """
                        addBatch cancel clearBatch clearWarnings close closeOnCompletion
                        execute executeBatch executeLargeBatch executeLargeUpdate executeQuery
                        executeUpdate getConnection getGeneratedKeys getLargeUpdateCount
                        getMoreResults getResultSet getUpdateCount getWarnings isClosed
                        isWrapperFor setCursorName setEscapeProcessing setFetchDirection
                        setFetchSize setLargeMaxRows setMaxFieldSize setMaxRows setPoolable
                        setQueryTimeout unwrap
                        """),
                Arguments.of("MigratingPreparedStatement", PreparedStatement.class, """
                        addBatch cancel clearBatch clearParameters clearWarnings close
                        closeOnCompletion execute executeBatch executeLargeBatch
                        executeLargeUpdate executeQuery executeUpdate getConnection
                        getGeneratedKeys getLargeUpdateCount getMetaData getMoreResults
                        getResultSet getUpdateCount getWarnings isClosed isWrapperFor setArray
                        setAsciiStream setBigDecimal setBinaryStream setBlob setBoolean
                        setByte setBytes setCharacterStream setClob setCursorName setDate
                        setDouble setEscapeProcessing setFetchDirection setFetchSize setFloat
                        setInt setLargeMaxRows setLong setMaxFieldSize setMaxRows
                        setNCharacterStream setNClob setNString setNull setObject setPoolable
                        setQueryTimeout setRef setRowId setSQLXML setShort setString setTime
                        setTimestamp setURL setUnicodeStream unwrap
                        """),
                Arguments.of("MigratingCallableStatement", CallableStatement.class, """
                        addBatch cancel clearBatch clearParameters clearWarnings close
                        closeOnCompletion execute executeBatch executeLargeBatch
                        executeLargeUpdate executeQuery executeUpdate getConnection
                        getGeneratedKeys getLargeUpdateCount getMetaData getMoreResults
                        getResultSet getUpdateCount getWarnings isClosed isWrapperFor
                        registerOutParameter setArray setAsciiStream setBigDecimal
                        setBinaryStream setBlob setBoolean setByte setBytes setCharacterStream
                        setClob setCursorName setDate setDouble setEscapeProcessing
                        setFetchDirection setFetchSize setFloat setInt setLargeMaxRows setLong
                        setMaxFieldSize setMaxRows setNCharacterStream setNClob setNString
                        setNull setObject setPoolable setQueryTimeout setRef setRowId
                        setSQLXML setShort setString setTime setTimestamp setURL
                        setUnicodeStream unwrap
                        """),
                Arguments.of("MigratingResultSet", ResultSet.class, """
                        close deleteRow getStatement insertRow isWrapperFor unwrap updateRow
                        """),
                Arguments.of("MigratingDatabaseMetaData", DatabaseMetaData.class, """
                        getConnection isWrapperFor unwrap
                        """),
                Arguments.of("MigratingArray", Array.class, ""));
    }
}
