package io.migratingjdbc.admin.transition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.admin.Cli;
import io.migratingjdbc.admin.TestMigration;
import io.migratingjdbc.admin.TestPostgres;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.ReplicationSchema;
import io.migratingjdbc.internal.replicate.Sql;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands and transactions that were asleep, and go on when the migration is elsewhere. */
@Timeout(120)
class LateComersTest {
    private static final String HOLD = "SELECT pg_advisory_lock(42)";
    private static final String WAITING = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND database ="
            + " (SELECT oid FROM pg_database WHERE datname = current_database()))";
    private static final String UNCAPTURED = "SET migrating.apply = 'on'";
    private static final String TRACES =
            "SELECT count(*) FROM pg_class WHERE relname ~ '^migrating_(backlog|copied|verified|divergence)'";
    private static final String DEFINITIONS = "SELECT count(*) FROM definition";

    @TempDir
    private Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private TestMigration migration;

    @BeforeEach
    void initialized() throws SQLException, IOException {
        migration = TestMigration.in(directory);
        TestPostgres.execute(migration.initial(), "INSERT INTO definition (name) VALUES ('d1'), ('d2'), ('d3')");
        done("init");
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void noCaptureIsInstalledBehindARollback() throws SQLException {
        done("start");
        try (Migration asleep = open()) {
            MigrationView view = asleep.view();
            done("rollback");

            assertThatThrownBy(() -> new Installation(asleep).capture(view))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            refused -> assertThat(refused.getSQLState()).isEqualTo("0A000"));
            for (String store : new String[] {migration.initial(), migration.target()}) {
                assertThat(migration.query(store, "SELECT to_regclass('migrating_backlog')"))
                        .isNull();
                assertThat(migration.query(store, "SELECT count(*) FROM pg_trigger WHERE tgname = 'migrating_capture'"))
                        .isEqualTo("0");
            }
        }
    }

    /** The first start has noted that the target is empty, and died. */
    @Test
    void rowsThatCameBetweenTwoStartsAreNotTakenForCopies() throws SQLException {
        try (Migration killed = open()) {
            new Installation(killed).capture(killed.view());
        }
        TestPostgres.execute(migration.target(), UNCAPTURED, "INSERT INTO definition (id, name) VALUES (1, 'd1')");
        done("start");
        done("copy");

        assertThat(done("rollback", "--delete-copied").out()).contains("where there were rows before start");
        assertThat(migration.query(migration.target(), DEFINITIONS)).isEqualTo("3");
    }

    @Test
    void noChunkIsCopiedBehindTheDeletionOfCopies() throws Exception {
        done("start");
        TestPostgres.execute(
                migration.target(),
                UNCAPTURED,
                "INSERT INTO definition (id, name) VALUES (1, 'd1')",
                "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN PERFORM pg_advisory_xact_lock_shared(42); RETURN OLD; END'",
                "CREATE TRIGGER wait BEFORE DELETE ON definition FOR EACH ROW EXECUTE FUNCTION wait()");
        done("pace", "--pause");
        CompletableFuture<Cli> copy = run("copy");
        await(migration.target(), "SELECT EXISTS (SELECT FROM migrating_copied_table)", copy);
        CompletableFuture<Cli> rollback;
        try (Connection holder = TestPostgres.connect(migration.target())) {
            Sql.execute(holder, HOLD);
            rollback = run("rollback", "--delete-copied");
            await(migration.target(), WAITING, rollback);
            TestPostgres.execute(migration.target(), "UPDATE migrating_pace SET paused = false");
            copy.join();
        }

        assertThat(rollback.join().exitCode()).as(rollback.join().err()).isZero();
        assertThat(migration.query(migration.target(), DEFINITIONS)).isEqualTo("0");
    }

    @Test
    void aNumberThatIsTakenWhileASequenceIsGivenBackIsNotGivenOutAgain() throws Exception {
        String store = TestPostgres.newDatabase();
        ControlSchema control = new ControlSchema("public", "m");
        try (Connection writer = TestPostgres.connect(store);
                Connection restoring = TestPostgres.connect(store)) {
            new ReplicationSchema(control).install(restoring);
            TestPostgres.execute(
                    store,
                    "CREATE SEQUENCE numbers MINVALUE 1000 START 1000",
                    "INSERT INTO migrating_found_sequence VALUES ('m', 'public', 'numbers', 1, 5000, 1, false, 1, false)");
            writer.setAutoCommit(false);
            // Holds the lock that taking a number needs, too.
            Sql.execute(writer, "ALTER SEQUENCE numbers NO CYCLE");
            CompletableFuture<Void> restored = CompletableFuture.runAsync(() -> restore(control, restoring), threads);
            await(store, WAITING, restored);
            Sql.execute(writer, "SELECT nextval('numbers')");
            writer.commit();
            restored.join();
        }
        assertThat(migration.query(store, "SELECT nextval('numbers')")).isEqualTo("1001");
    }

    @Test
    void aRowThatIsCommittedAfterTheEndComesToTheTarget() throws Exception {
        done("start");
        done("advance", "--wait");
        done("advance");
        try (Connection writer = TestPostgres.connect(migration.initial())) {
            writer.setAutoCommit(false);
            Sql.execute(writer, "INSERT INTO definition (name) VALUES ('late')");
            CompletableFuture<Cli> finish = run("finish");
            await(migration.initial(), WAITING, finish);
            assertThat(migration.phase()).isEqualTo("COMPLETED");
            writer.commit();
            assertThat(finish.join().exitCode()).as(finish.join().err()).isZero();
        }
        assertThat(migration.query(migration.target(), DEFINITIONS)).isEqualTo("4");

        TestPostgres.execute(migration.initial(), "INSERT INTO definition (name) VALUES ('of nobody')");
        Cli drop = migration.run("finish", "--drop", "--confirm", "workflow");
        assertThat(drop.exitCode()).isEqualTo(3);
        assertThat(drop.out()).contains("rows of definition that pg2 (target) does not have, such as {\"id\": \"5\"}");
        TestPostgres.execute(migration.initial(), "DELETE FROM definition WHERE name = 'of nobody'");
        done("finish", "--drop", "--confirm", "workflow");
    }

    @Test
    void aRowThatIsCommittedAfterARollbackComesToTheInitial() throws Exception {
        done("start");
        done("advance", "--wait");
        done("advance");
        done("rollback");
        done("advance");
        done("advance");
        try (Connection writer = TestPostgres.connect(migration.target())) {
            writer.setAutoCommit(false);
            Sql.execute(writer, "INSERT INTO definition (name) VALUES ('late')");
            CompletableFuture<Cli> finish = run("finish");
            await(migration.target(), WAITING, finish);
            assertThat(migration.phase()).isEqualTo("STABLE");
            writer.commit();
            assertThat(finish.join().exitCode()).as(finish.join().err()).isZero();
        }
        assertThat(migration.query(migration.initial(), DEFINITIONS)).isEqualTo("4");
        assertThat(migration.query(migration.target(), TRACES)).isEqualTo("0");
    }

    private static void restore(ControlSchema control, Connection store) {
        try {
            Sql.inTransaction(store, () -> {
                new FoundSequences(control).restore(store);
                return null;
            });
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Migration open() throws SQLException {
        return Migration.ofPlanFile(migration.plan(), Operator.ofThisProcess(step -> {}));
    }

    private CompletableFuture<Cli> run(String... command) {
        return CompletableFuture.supplyAsync(() -> migration.run(command), threads);
    }

    /** While that goes on. */
    private void await(String store, String condition, CompletableFuture<?> process) throws SQLException {
        while (migration.query(store, condition).equals("f")) {
            assertThat(process).as(() -> String.valueOf(process.getNow(null))).isNotDone();
        }
    }

    private Cli done(String... command) {
        Cli run = migration.run(command);
        assertThat(run.exitCode())
                .as(String.join(" ", command) + "\n" + run.out() + run.err())
                .isZero();
        return run;
    }
}
