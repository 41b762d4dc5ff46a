package io.migratingjdbc.admin.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.admin.TestMigration;
import io.migratingjdbc.admin.TestPostgres;
import io.migratingjdbc.admin.output.AdminException;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.replicate.ControlSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeferredDdlTest {
    private static final DeferredDdl DEFERRED = new DeferredDdl(new ControlSchema("public", "workflow"));
    private static final List<TableName> TABLES =
            List.of(TableName.of("definition"), TableName.of("event"), TableName.of("Odd \"Name"));
    private static final String BUILDING = "FROM pg_stat_activity WHERE datname = current_database()"
            + " AND wait_event_type = 'Lock' AND query LIKE 'CREATE INDEX CONCURRENTLY%'";
    private static final String[] ROWS = {
        "INSERT INTO definition (name) SELECT 'd' || i FROM generate_series(1, 100) i",
        "INSERT INTO event (definition_id) SELECT i FROM generate_series(1, 100) i"
    };

    @TempDir
    private Path directory;

    private TestMigration migration;
    private String target;

    private static final class Crash extends Error {}

    @BeforeEach
    void create() throws SQLException, IOException {
        migration = RichSchema.in(directory);
        target = migration.target();
        assertThat(migration.run("schema", "create").exitCode()).isZero();
        TestPostgres.execute(target, ROWS);
    }

    @Test
    void stoppedAfterAnyStepItGoesOn() throws SQLException {
        int stop = 0;
        TestPostgres.execute(
                target,
                "CREATE TABLE noted (LIKE migrating_deferred_ddl INCLUDING ALL)",
                "INSERT INTO noted SELECT * FROM migrating_deferred_ddl");
        do {
            stop++;
            TestPostgres.execute(
                    target,
                    "DROP INDEX IF EXISTS by_mood, by_shout, event_of, \"Odd \"\"Index\"",
                    "ALTER TABLE definition DROP CONSTRAINT IF EXISTS definition_parent_fkey",
                    "ALTER TABLE event DROP CONSTRAINT IF EXISTS of_definition",
                    "CREATE TABLE IF NOT EXISTS migrating_deferred_ddl (LIKE noted INCLUDING ALL)",
                    "INSERT INTO migrating_deferred_ddl SELECT * FROM noted ON CONFLICT DO NOTHING");
        } while (crashesAt(stop));
        assertThat(stop).isEqualTo(4 * 2 + 2 * 3 + 1);
        assertEverythingIsMade();
    }

    /** @return whether there were so many steps */
    private boolean crashesAt(int stop) throws SQLException {
        List<String> steps = new ArrayList<>();
        boolean crashed = false;
        try {
            apply(step -> {
                steps.add(step);
                if (steps.size() == stop) {
                    throw new Crash();
                }
            });
        } catch (Crash expected) {
            crashed = true;
            apply(step -> {});
        }
        assertThat(
                        migration.query(
                                target,
                                "SELECT (SELECT count(*) FROM pg_index WHERE indisvalid AND indexrelid::regclass::text IN ('by_mood',"
                                        + " 'by_shout', 'event_of', '\"Odd \"\"Index\"')) || ' ' || (SELECT count(*) FROM"
                                        + " pg_constraint WHERE convalidated AND conname IN ('definition_parent_fkey', 'of_definition'))"))
                .isEqualTo("4 2");
        return crashed;
    }

    @Test
    void anIndexWhoseServerProcessDiedIsBuiltAnew() throws Exception {
        try (Connection reader = reader();
                Connection builder = TestPostgres.connect(target)) {
            CompletableFuture<Void> building = applyAside(builder, step -> {});
            await(BUILDING, building);
            migration.query(target, "SELECT count(pg_terminate_backend(pid)) " + BUILDING);
            assertThatThrownBy(building::join).hasRootCauseInstanceOf(SQLException.class);
            reader.rollback();
        }
        assertThat(migration.query(target, "SELECT count(*) FROM pg_index WHERE NOT indisvalid"))
                .isEqualTo("1");
        List<String> steps = new ArrayList<>();

        apply(steps::add);

        assertThat(steps.get(0)).startsWith("dropping what is left of index ");
        assertEverythingIsMade();
    }

    @Test
    void anIndexWhoseClientDiedIsLeftToTheServerThatBuildsIt() throws Exception {
        List<String> steps = new ArrayList<>();
        try (Connection reader = reader();
                Connection builder = TestPostgres.connect(target);
                Connection next = TestPostgres.connect(target)) {
            CompletableFuture<Void> building = applyAside(builder, step -> {});
            await(BUILDING, building);
            builder.abort(Runnable::run);
            assertThatThrownBy(building::join).hasRootCauseInstanceOf(IOException.class);
            CompletableFuture<Void> after = applyAside(next, steps::add);
            await(
                    "FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle'"
                            + " AND query LIKE 'SELECT pg_try_advisory_lock%'",
                    after);
            assertThat(steps).isEmpty();
            reader.rollback();
            after.join();
        }

        assertThat(steps).noneMatch(step -> step.startsWith("dropping"));
        assertThat(steps.stream().filter(step -> step.startsWith("making"))).hasSize(3);
        assertEverythingIsMade();
    }

    /** Keeps indexes from being completed until it ends. */
    private Connection reader() throws SQLException {
        Connection reader = TestPostgres.connect(target);
        reader.setAutoCommit(false);
        reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (Statement statement = reader.createStatement()) {
            statement.executeQuery("SELECT FROM definition").close();
        }
        return reader;
    }

    private void await(String sessions, CompletableFuture<Void> work) throws SQLException {
        while (migration.query(target, "SELECT count(*) " + sessions).equals("0")) {
            assertThat(work).isNotDone();
        }
    }

    private CompletableFuture<Void> applyAside(Connection connection, Consumer<String> progress) {
        return CompletableFuture.runAsync(() -> {
            try {
                DEFERRED.apply(connection, TABLES, () -> {}, progress);
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        });
    }

    @Test
    void twoProcessesShareTheWork() throws SQLException {
        List<String> steps = Collections.synchronizedList(new ArrayList<>());
        try (Connection connection = TestPostgres.connect(target)) {
            CompletableFuture<Void> other = applyAside(connection, steps::add);
            apply(steps::add);
            other.join();
        }

        assertThat(steps).doesNotHaveDuplicates().hasSize(4 * 2 + 2 * 3);
        assertEverythingIsMade();
    }

    @Test
    void whatIsThereUnderAnotherNameIsNotMadeAgain() throws SQLException {
        TestPostgres.execute(target, "CREATE INDEX mine ON definition (mood DESC NULLS LAST) WHERE mood <> 'happy'");
        List<String> steps = new ArrayList<>();

        apply(steps::add);

        assertThat(steps).doesNotContain("making index by_mood of table definition");
        assertEverythingIsMade();
    }

    @Test
    void rowsThatBreakAForeignKeyAreReported() throws SQLException {
        TestPostgres.execute(target, "INSERT INTO event (definition_id) VALUES (4711)");

        assertThatThrownBy(() -> apply(step -> {}))
                .isInstanceOf(AdminException.class)
                .hasMessageContaining("The foreign key of_definition of table event cannot be made in the target")
                .hasMessageContaining("violates foreign key constraint");
        assertThat(migration.query(target, "SELECT count(*) FROM pg_constraint WHERE NOT convalidated"))
                .isEqualTo("1");
        TestPostgres.execute(target, "DELETE FROM event WHERE definition_id = 4711");
        apply(step -> {});
        assertEverythingIsMade();
    }

    @Test
    void rowsWhoseParentsAreOnTheirWayAreWaitedFor() throws SQLException {
        TestPostgres.execute(target, "INSERT INTO event (definition_id) VALUES (4711)");

        apply(
                () -> TestPostgres.execute(
                        target, "INSERT INTO definition (id, name) VALUES (4711, 'late') ON CONFLICT DO NOTHING"),
                step -> {});

        assertEverythingIsMade();
    }

    private void assertEverythingIsMade() throws SQLException {
        try (Connection connection = TestPostgres.connect(target)) {
            assertThat(DEFERRED.waiting(connection, TABLES)).isEmpty();
        }
        assertThat(migration.query(target, "SELECT to_regclass('migrating_deferred_ddl')"))
                .isNull();
        assertThat(migration.run("schema", "diff").out()).isEqualTo("The schemas are the same.\n");
    }

    private void apply(Consumer<String> progress) throws SQLException {
        apply(() -> {}, progress);
    }

    private void apply(DeferredDdl.Parents parents, Consumer<String> progress) throws SQLException {
        try (Connection connection = TestPostgres.connect(target)) {
            DEFERRED.apply(connection, TABLES, parents, progress);
        }
    }
}
