package io.migratingjdbc.tests.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.internal.control.TransitionListener;
import io.migratingjdbc.internal.jdbc.Migrations;
import io.migratingjdbc.tests.harness.Database;
import io.migratingjdbc.tests.harness.EmbeddedStores;
import io.migratingjdbc.tests.harness.TcpProxy;
import io.migratingjdbc.tests.harness.TcpProxy.Direction;
import io.migratingjdbc.tests.operation.OperatedMigration.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator learns in STABLE, from the applications' real statements, what a two-store phase would refuse. */
class StatementCensusTest {
    private static final String REFUSED = "UPDATE definitions SET body = 'secret'";
    private static final String SHAPE = "update definitions set body = ?";

    @TempDir
    private Path directory;

    private OperatedMigration migration;

    @BeforeEach
    void initialize() throws Exception {
        migration = OperatedMigration.create(EmbeddedStores.shared(), directory);
    }

    @Test
    void aRefusedStatementStopsPreflightUntilItIsMendedAndForgotten() throws Exception {
        assertThat(run("statements")).contains("No statement was recorded yet");
        assertThat(run("preflight")).contains("WARN  No statement was seen that a two-store phase refuses");
        try (Connection connection = connect()) {
            String id = OperatedMigration.launch(connection, "k1");
            OperatedMigration.launch(connection, "k2");
            OperatedMigration.update(connection, "UPDATE instances SET state = 'x' WHERE id = ?", id);
            execute(
                    connection,
                    "SELECT * FROM instances WHERE business_key = 'k1'",
                    "SELECT 1",
                    "DO 'BEGIN END'",
                    REFUSED,
                    REFUSED,
                    REFUSED);
            batch(connection, "INSERT INTO tasks (instance_id) VALUES (?)", id, id);
            try (CallableStatement call = connection.prepareCall("SELECT 2, 3")) {
                call.execute();
            }
            assertThatThrownBy(() -> execute(connection, "SELECT * FROM nowhere"))
                    .isInstanceOf(SQLException.class);
            awaitRecorded(12);
        }

        assertThat(run("statements"))
                .contains("3  refused    " + SHAPE, "2  launch     insert into instances (business_key) values (?)")
                .contains("1  one store  update instances set state = ? where id = ?")
                .contains("1  both       select * from instances where business_key = ?")
                .contains("2  one store  insert into tasks (instance_id) values (?)")
                .contains("1  pass       select ?\n", "1  refused    do ?")
                .doesNotContain("nowhere");
        assertThat(run("statements", "--refused", "--json"))
                .contains("\"text\": \"" + SHAPE + "\"", "\"verdict\": \"refused\"", "\"count\": 3")
                .doesNotContain("secret", "k1", "insert");
        Outcome preflight = outcome("preflight");
        assertThat(preflight.exitCode()).isEqualTo(1);
        assertThat(preflight.text())
                .contains("FAIL  No statement was seen that a two-store phase refuses")
                .contains("3 of 3 executions of \"" + SHAPE + "\"", "statements --refused --clear");
        assertThat(outcome("start").exitCode()).isEqualTo(3);

        assertThat(run("statements", "--refused", "--clear", "--dry-run")).contains("would be forgotten");
        assertThat(outcome("preflight").exitCode()).isEqualTo(1);
        assertThat(run("statements", "--refused", "--clear")).contains("2 refused statements forgotten");
        assertThat(run("statements", "--refused")).contains("recorded statements is refused");
        assertThat(run("events")).contains("clear statements");
        assertThat(run("preflight")).contains("OK    No statement was seen that a two-store phase refuses");
    }

    @Test
    void controlTablesOfBeforeThereWasACensusGetItsTableByInit() throws Exception {
        migration.initial.execute("DROP TABLE migrating_census");
        try (Connection connection = connect()) {
            execute(connection, "SELECT 1");
            assertThat(outcome("statements").text()).contains("run init again");
            assertThat(run("preflight")).contains("run init again");
            migration.run("init");
            awaitRecorded(1);
        }
    }

    @Test
    void theApplicationGoesOnWhileTheMetadataStoreIsFrozenOrGoneAndNoCountIsLost() throws Exception {
        Database metadata = EmbeddedStores.shared().get(1).newDatabase();
        try (TcpProxy proxy = TcpProxy.to(metadata)) {
            migration = OperatedMigration.create(
                    EmbeddedStores.shared(),
                    Files.createDirectory(directory.resolve("third")),
                    plan -> plan.metadata("m", metadata.via(proxy)));
            String settings = "migrating.poll-interval=1m&migrating.lease=10m&migrating.census=on";
            try (Migrations driver = new Migrations();
                    Connection connection =
                            driver.connect(migration.initial.migratingUrl(migration.plan) + "&" + settings, null)) {
                execute(connection, "SELECT 1");
                proxy.hold(Direction.TO_SERVER);
                proxy.awaitHeld(Direction.TO_SERVER);
                for (int i = 0; i < 1_000; i++) {
                    execute(connection, "SELECT 1");
                }
                proxy.refuse();
                proxy.cut();
                proxy.release(Direction.TO_SERVER);
                for (int i = 0; i < 1_000; i++) {
                    execute(connection, "SELECT 1");
                }
                assertThat(metadata.number("SELECT count(*) FROM migrating_census"))
                        .isZero();
                proxy.admit();
                awaitRecorded(metadata, 2_001);
            }
        }
    }

    private Connection connect() throws SQLException {
        return migration.connect("migrating.census=on", "migrating.poll-interval=50ms", "migrating.lease=2s");
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static void batch(Connection connection, String sql, String... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (String value : values) {
                statement.setString(1, value);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private void awaitRecorded(long executions) throws SQLException {
        awaitRecorded(migration.initial, executions);
    }

    private static void awaitRecorded(Database metadata, long executions) throws SQLException {
        String recorded = "SELECT coalesce(sum(pass + one_store + launch + both_stores + refused), 0)"
                + " FROM pg_sleep(0.02), migrating_census";
        long deadline = System.nanoTime() + OperatedMigration.PATIENCE.toNanos();
        while (metadata.number(recorded) < executions) {
            assertThat(System.nanoTime()).as(() -> "recorded of " + executions).isLessThan(deadline);
        }
        assertThat(metadata.number(recorded)).isEqualTo(executions);
    }

    /** Runs a command that must succeed. */
    private String run(String... command) {
        Outcome outcome = outcome(command);
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
        return outcome.text();
    }

    private Outcome outcome(String... command) {
        return migration.run(TransitionListener.NONE, command);
    }
}
