package io.migratingjdbc.tests.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.GuardTriggers;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import org.postgresql.fastpath.Fastpath;
import org.postgresql.fastpath.FastpathArg;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.jdbc.PgResultSet;
import org.postgresql.jdbc.PgStatement;

/** Launches on the store driver's own connection, which the application got by {@code unwrap}: the store's guard takes them for a stranger's. */
class GivenAwayTest {
    private static final String COPY = "COPY orders (number) FROM STDIN";
    private static final String INSERT = "INSERT INTO orders (number) VALUES ('%s')";

    private TestMigration migration;
    private GuardTriggers guard;

    @BeforeEach
    void create() throws SQLException {
        migration = TestMigration.create();
        guard = new GuardTriggers(new ControlSchema(
                migration.plane.schema(), migration.plane.plan().name()));
        List<TablePlan> keyed = migration.plane.plan().tables().stream()
                .filter(table -> table.tableClass() == TableClass.KEYED)
                .toList();
        for (Role role : Role.values()) {
            try (Connection connection = migration.store(role).connect()) {
                guard.install(connection, migration.plane.plan().stores().get(role), keyed);
            }
        }
    }

    @Test
    void whatIsCopiedPastTheDriverIsNotedBeforeAndRefusedAfterTheStoreIsClosed() throws Exception {
        try (Connection connection = migration.connect();
                Statement statement = connection.createStatement()) {
            CopyManager copy = new CopyManager(connection.unwrap(BaseConnection.class));
            assertThat(copy.copyIn(COPY, new StringReader("one\n"))).isEqualTo(1);
            assertThat(noted()).isEqualTo(1);
            statement.executeUpdate(INSERT.formatted("two"));
            migration.to(Phase.MIGRATION);
            migration.awaitHosts();
            assertState("55000", () -> copy.copyIn(COPY, new StringReader("three\n")));
            assertThat(statement.executeUpdate(INSERT.formatted("three"))).isEqualTo(1);
        }
        assertThat(migration.initial.strings("SELECT number FROM orders")).containsExactly("one", "two");
        assertThat(migration.target.strings("SELECT number FROM orders")).containsExactly("three");
    }

    @Test
    void theDriversOwnLaunchesAreNotTakenForAStrangers() throws SQLException {
        try (Connection connection = migration.connect();
                Statement statement = connection.createStatement()) {
            connection.unwrap(PgConnection.class);
            statement.executeUpdate(INSERT.formatted("one"));
            connection.setAutoCommit(false);
            statement.executeUpdate(INSERT.formatted("two"));
            Savepoint savepoint = connection.setSavepoint();
            statement.executeUpdate(INSERT.formatted("three"));
            connection.rollback(savepoint);
            statement.executeUpdate(INSERT.formatted("three"));
            connection.commit();
            assertThat(noted()).isZero();
        }
        assertThat(migration.initial.number("SELECT count(*) FROM orders")).isEqualTo(3);
    }

    /** What a transaction has set is taken back by its rollback. */
    @Test
    void stillCountsAfterARollbackOfWhatCameBefore() throws Exception {
        try (Connection connection = migration.connect()) {
            connection.setAutoCommit(false);
            Savepoint savepoint = connection.setSavepoint();
            PgConnection theirs = connection.unwrap(PgConnection.class);
            connection.rollback(savepoint);
            copy(theirs, "one");
            connection.commit();
            assertThat(noted()).isEqualTo(1);
        }
        try (Connection connection = migration.connect()) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("SELECT 1");
            PgConnection theirs = connection.unwrap(PgConnection.class);
            connection.rollback();
            connection.setAutoCommit(true);
            copy(theirs, "two");
            assertThat(noted()).isEqualTo(2);
        }
        assertThat(migration.initial.strings("SELECT number FROM orders")).containsExactly("one", "two");
    }

    /** A pool may reset a session before its next user gets it. */
    @Test
    void stillCountsAfterAReset() throws Exception {
        try (Connection connection = migration.connect();
                Statement statement = connection.createStatement()) {
            PgConnection theirs = connection.unwrap(PgConnection.class);
            statement.execute("RESET ALL");
            copy(theirs, "one");
            assertThat(noted()).isEqualTo(1);
        }
        try (Connection connection = migration.connect();
                Statement statement = connection.createStatement()) {
            connection.unwrap(PgConnection.class);
            statement.execute("DISCARD ALL");
            copy(connection.unwrap(PgConnection.class), "two");
            assertThat(noted()).isEqualTo(2);
        }
    }

    @Test
    void statementsAndRowsLeadToTheConnectionToo() throws SQLException {
        try (Connection connection = migration.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT 1")) {
            assertThat(statement.unwrap(PGStatement.class)).isNotInstanceOf(Statement.class);
            PgResultSet theirs = rows.unwrap(PgResultSet.class);
            theirs.getStatement().getConnection().createStatement().executeUpdate(INSERT.formatted("one"));
            assertThat(noted()).isEqualTo(1);
            migration.to(Phase.PRE_MIGRATION);
            migration.awaitHosts();
            assertState("0A000", () -> statement.unwrap(PgStatement.class));
            assertState("0A000", () -> connection.unwrap(PgConnection.class));
            assertThat(statement.unwrap(PGStatement.class)).isNotNull();
        }
    }

    @Test
    @SuppressWarnings("deprecation")
    void theFastPathCallsAnyFunctionAndIsGivenAwayLikeTheConnection() throws SQLException {
        migration.initial.execute("CREATE FUNCTION create_order() RETURNS int LANGUAGE sql AS"
                + " 'INSERT INTO orders (number) VALUES (''fast'') RETURNING 1'");
        try (Connection connection = migration.connect()) {
            Fastpath fastpath = connection.unwrap(PGConnection.class).getFastpathAPI();
            fastpath.addFunction("create_order", (int) migration.initial.number("SELECT 'create_order'::regproc::oid"));
            assertThat(fastpath.getInteger("create_order", new FastpathArg[0])).isEqualTo(1);
            assertThat(noted()).isEqualTo(1);
            migration.to(Phase.PRE_MIGRATION);
            migration.awaitHosts();
            assertState("0A000", () -> connection.unwrap(PGConnection.class).getFastpathAPI());
        }
    }

    private static void copy(BaseConnection connection, String number) throws Exception {
        assertThat(new CopyManager(connection).copyIn(COPY, new StringReader(number + "\n")))
                .isEqualTo(1);
    }

    private long noted() throws SQLException {
        try (Connection connection = migration.initial.connect()) {
            return guard.noted(connection, Duration.ofDays(1)).size();
        }
    }

    private static void assertState(String sqlState, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(SQLException.class)
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo(sqlState);
    }
}
