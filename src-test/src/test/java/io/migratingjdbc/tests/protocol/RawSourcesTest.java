package io.migratingjdbc.tests.protocol;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.MigratingConnectionPoolDataSource;
import io.migratingjdbc.MigratingDataSource;
import io.migratingjdbc.MigratingDriver;
import io.migratingjdbc.MigratingXADataSource;
import io.migratingjdbc.tests.harness.Database;
import io.migratingjdbc.tests.harness.EmbeddedStores;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.ConnectionPoolDataSource;
import javax.sql.DataSource;
import javax.sql.PooledConnection;
import javax.sql.XAConnection;
import javax.sql.XADataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGConnectionPoolDataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.xa.PGXADataSource;

/** Every method of what connections come from, as {@link RawEqualityTest} has it for connections. */
class RawSourcesTest {
    private static final List<Samples> ARGUMENTS =
            List.of(new Samples(1, "postgres", false), new Samples(99, "nope", false), new Samples(0, "nope", true));

    private static final String ITSELF = "it tells of itself, not of PostgreSQL's driver";
    private static final String PLAN = "the plan has a user for each store";
    private static final String LOGGER = "it logs with slf4j";

    /** What differs, with the reason; docs/jdbc.md has the same. */
    private static final Map<String, String> DIFFERENT = Map.ofEntries(
            entry("Driver.getMajorVersion", ITSELF),
            entry("Driver.getMinorVersion", ITSELF),
            entry("Driver.getPropertyInfo", ITSELF),
            entry("Driver.getParentLogger", LOGGER),
            entry("DataSource.getParentLogger", LOGGER),
            entry("ConnectionPoolDataSource.getParentLogger", LOGGER),
            entry("XADataSource.getParentLogger", LOGGER),
            entry("DataSource.getConnection", PLAN),
            entry("ConnectionPoolDataSource.getPooledConnection", PLAN),
            entry("XADataSource.getXAConnection", PLAN),
            entry("DataSource.unwrap", "what is not there has an SQLState"),
            entry("XAConnection.getXAResource", "its class; what it does: XaTest"));

    private static final String NOT_MADE = "PostgreSQL's driver makes none, nor does this";
    private static final String APPLICATIONS = "the application has it, or its pool";
    private static final String INHERITED = "called on those that extend it";

    /** What no test calls methods of, with the reason. */
    private static final Map<String, String> NOT_CALLED = Map.ofEntries(
            entry("java.sql.ConnectionBuilder", NOT_MADE),
            entry("java.sql.NClob", NOT_MADE),
            entry("java.sql.Ref", NOT_MADE),
            entry("java.sql.RowId", NOT_MADE),
            entry("java.sql.ShardingKey", NOT_MADE),
            entry("java.sql.ShardingKeyBuilder", NOT_MADE),
            entry("java.sql.SQLInput", NOT_MADE),
            entry("java.sql.SQLOutput", NOT_MADE),
            entry("java.sql.Struct", NOT_MADE),
            entry("javax.sql.PooledConnectionBuilder", NOT_MADE),
            entry("javax.sql.XAConnectionBuilder", NOT_MADE),
            entry("java.sql.DriverAction", APPLICATIONS),
            entry("java.sql.SQLData", APPLICATIONS),
            entry("java.sql.SQLType", APPLICATIONS),
            entry("javax.sql.ConnectionEventListener", APPLICATIONS),
            entry("javax.sql.StatementEventListener", APPLICATIONS),
            entry("javax.sql.RowSet", APPLICATIONS),
            entry("javax.sql.RowSetInternal", APPLICATIONS),
            entry("javax.sql.RowSetListener", APPLICATIONS),
            entry("javax.sql.RowSetMetaData", APPLICATIONS),
            entry("javax.sql.RowSetReader", APPLICATIONS),
            entry("javax.sql.RowSetWriter", APPLICATIONS),
            entry("java.sql.Wrapper", INHERITED),
            entry("javax.sql.CommonDataSource", INHERITED));

    private static TestMigration migration;

    /** Makes an object of JDBC. */
    @FunctionalInterface
    private interface Maker {
        Object make() throws SQLException;
    }

    private record Subject(Class<?> type, Maker raw, Maker ours) {
        @Override
        public String toString() {
            return type.getSimpleName();
        }
    }

    @BeforeAll
    static void create() throws SQLException {
        migration = TestMigration.create();
    }

    static Stream<Subject> subjects() {
        return Stream.of(
                new Subject(Driver.class, org.postgresql.Driver::new, MigratingDriver::new),
                new Subject(
                        DataSource.class,
                        () -> {
                            PGSimpleDataSource source = new PGSimpleDataSource();
                            source.setUrl(migration.initial.url());
                            return source;
                        },
                        () -> {
                            MigratingDataSource source = new MigratingDataSource();
                            source.setUrl(migration.url());
                            return source;
                        }),
                new Subject(ConnectionPoolDataSource.class, RawSourcesTest::rawPool, RawSourcesTest::ourPool),
                new Subject(
                        PooledConnection.class,
                        () -> rawPool().getPooledConnection(),
                        () -> ourPool().getPooledConnection()),
                new Subject(XADataSource.class, RawSourcesTest::rawXa, RawSourcesTest::ourXa),
                new Subject(XAConnection.class, () -> rawXa().getXAConnection(), () -> ourXa().getXAConnection()));
    }

    private static ConnectionPoolDataSource rawPool() {
        PGConnectionPoolDataSource source = new PGConnectionPoolDataSource();
        source.setUrl(migration.initial.url());
        return source;
    }

    private static ConnectionPoolDataSource ourPool() {
        MigratingConnectionPoolDataSource source = new MigratingConnectionPoolDataSource();
        source.setUrl(migration.url());
        return source;
    }

    private static XADataSource rawXa() {
        PGXADataSource source = new PGXADataSource();
        source.setUrl(migration.initial.url());
        return source;
    }

    private static XADataSource ourXa() {
        MigratingXADataSource source = new MigratingXADataSource();
        source.setUrl(migration.url());
        return source;
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void isAsTheRawDriver(Subject subject) throws SQLException {
        Map<String, String> differences = new TreeMap<>();
        for (Method method : RawEqualityTest.methods(subject.type())) {
            for (Samples samples : ARGUMENTS) {
                String raw = outcome(subject.raw().make(), method, samples.arguments(method));
                String ours = outcome(subject.ours().make(), method, samples.arguments(method));
                if (!raw.equals(ours)) {
                    differences.put(
                            subject + "." + method.getName(),
                            Arrays.toString(samples.arguments(method)) + " raw: " + raw + ", ours: " + ours);
                }
            }
        }
        differences.keySet().removeAll(DIFFERENT.keySet());
        assertThat(differences).isEmpty();
    }

    private static String outcome(Object target, Method method, Object... arguments) throws SQLException {
        try {
            Object result = method.invoke(target, arguments);
            String outcome = Outcome.described(result);
            close(result);
            return outcome;
        } catch (InvocationTargetException e) {
            return Outcome.thrown(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        } finally {
            close(target);
        }
    }

    private static void close(Object opened) throws SQLException {
        if (opened instanceof Connection connection) {
            connection.close();
        } else if (opened instanceof PooledConnection pooled) {
            pooled.close();
        }
    }

    @Test
    void aUserThatIsGivenCountsMoreThanThatOfTheUrl() throws SQLException {
        Database plain = EmbeddedStores.shared().get(0).newDatabase();
        MigratingDataSource source = new MigratingDataSource();
        source.setUrl(plain.url().replace("jdbc:", "jdbc:migrating:"));
        assertThat(source.getUrl()).contains("user=");
        source.getConnection("postgres", "x").close();
        source.getConnection(null, null).close();
        assertThatThrownBy(() -> source.getConnection("nope", "x"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28000"));
    }

    /** Of whatever JDK runs this. */
    @Test
    void everyInterfaceOfJdbcIsCalledOrItIsSaidWhyNot() throws IOException {
        Set<String> called = Stream.concat(
                        subjects().map(Subject::type),
                        RawEqualityTest.subjects().map(RawEqualityTest.Subject::type))
                .map(Class::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        called.addAll(NOT_CALLED.keySet());
        assertThat(called).containsAll(interfaces("java/sql")).containsAll(interfaces("javax/sql"));
    }

    private static Set<String> interfaces(String directory) throws IOException {
        Path folder = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules/java.sql", directory);
        try (Stream<Path> files = Files.list(folder)) {
            Set<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.contains("$"))
                    .map(name ->
                            directory.replace('/', '.') + "." + name.substring(0, name.length() - ".class".length()))
                    .filter(RawSourcesTest::isPublicInterface)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(names).isNotEmpty();
            return names;
        }
    }

    private static boolean isPublicInterface(String name) {
        try {
            Class<?> type = Class.forName(name, false, ClassLoader.getPlatformClassLoader());
            return type.isInterface() && Modifier.isPublic(type.getModifiers());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
