package io.migratingjdbc.tests.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.tests.harness.Database;
import io.migratingjdbc.tests.harness.EmbeddedStores;
import io.migratingjdbc.tests.harness.TcpProxy;
import io.migratingjdbc.tests.harness.TcpProxy.Direction;
import io.migratingjdbc.tests.harness.TcpProxy.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The connection is lost around the COMMIT of a launch (protocol section 4 step 5): said so, never tried again. */
class UnknownOutcomeTest {
    private final AtomicInteger commits = new AtomicInteger();
    private Database direct;
    private TcpProxy proxy;
    private TestMigration migration;

    @BeforeEach
    void create() throws SQLException {
        Database initial = EmbeddedStores.shared().get(0).newDatabase();
        direct = EmbeddedStores.shared().get(1).newDatabase();
        proxy = TcpProxy.to(direct);
        migration = TestMigration.create(initial, direct.via(proxy), plan -> plan);
        migration.to(Phase.MIGRATION);
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
    }

    /** Whether the server gets the message before the connection is lost, and how many rows there are then. */
    private enum Cut {
        AFTER_COMMIT(Verdict.FORWARD_AND_CUT, 1),
        BEFORE_COMMIT(Verdict.DROP_AND_CUT, 0);

        private final Verdict verdict;
        private final int rows;

        Cut(Verdict verdict, int rows) {
            this.verdict = verdict;
            this.rows = rows;
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofATransaction(Cut cut) throws SQLException {
        try (Connection connection = migration.connect()) {
            connection.setAutoCommit(false);
            LaunchTest.launch(connection, "k");
            cutAtCommit(cut);
            assertUnknown(connection::commit);
            assertThat(connection.isValid(5)).isFalse();
        }
        assertRows(cut);
    }

    @ParameterizedTest
    @EnumSource
    void ofAnAutocommitLaunch(Cut cut) throws SQLException {
        try (Connection connection = migration.connect()) {
            cutAtCommit(cut);
            assertUnknown(() -> LaunchTest.launch(connection, "k"));
            assertThat(connection.isValid(5)).isFalse();
        }
        assertRows(cut);
    }

    @ParameterizedTest
    @EnumSource
    void ofSetAutoCommit(Cut cut) throws SQLException {
        try (Connection connection = migration.connect()) {
            connection.setAutoCommit(false);
            LaunchTest.launch(connection, "k");
            cutAtCommit(cut);
            assertUnknown(() -> connection.setAutoCommit(true));
        }
        assertRows(cut);
    }

    private void cutAtCommit(Cut cut) {
        proxy.tap((connection, direction, bytes) -> {
            boolean commit = direction == Direction.TO_SERVER
                    && new String(bytes, StandardCharsets.UTF_8).contains("pg_advisory_xact_lock_shared");
            if (commit) {
                commits.incrementAndGet();
            }
            return commit ? cut.verdict : Verdict.FORWARD;
        });
    }

    private static void assertUnknown(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("may or may not be applied")
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("08007");
    }

    /** Counted behind an exclusive lock, which waits for what the server still does for the lost connection. */
    private void assertRows(Cut cut) throws SQLException {
        assertThat(commits).hasValue(1);
        direct.execute("CREATE TABLE counted AS SELECT 0 AS rows", """
                DO $$ BEGIN
                    LOCK TABLE instances IN ACCESS EXCLUSIVE MODE;
                    UPDATE counted SET rows = (SELECT count(*) FROM instances WHERE business_key = 'k');
                END $$
                """);
        assertThat(direct.number("SELECT rows FROM counted")).isEqualTo(cut.rows);
        assertThat(migration.initial.number("SELECT count(*) FROM instances")).isZero();
        try (Connection another = migration.connect()) {
            proxy.tap((connection, direction, bytes) -> Verdict.FORWARD);
            assertThat(LaunchTest.launch(another, "next")).startsWith("b.");
        }
    }
}
