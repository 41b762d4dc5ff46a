package io.migratingjdbc.tests.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.internal.control.TransitionListener;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.tests.harness.Cli;
import io.migratingjdbc.tests.harness.EmbeddedStores;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A migration is cancelled from PRE_MIGRATION while hosts still work by their view of it. */
class CancelledHostTest {
    private static final String DEFINE = "INSERT INTO definitions VALUES (?, 'x')";

    @TempDir
    private Path directory;

    private OperatedMigration migration;

    @BeforeEach
    void start() throws Exception {
        migration = OperatedMigration.create(EmbeddedStores.shared(), directory);
        migration.run("start");
    }

    /** A host that looks at the record once a minute. */
    private Connection slowHost() throws SQLException {
        return migration.connect("migrating.poll-interval=1m", "migrating.lease=1h");
    }

    @Test
    void whatStartMadeStaysUntilLiveHostsKnow() throws SQLException {
        try (Connection host = slowHost()) {
            OperatedMigration.update(host, DEFINE, "before");

            OperatedMigration.Outcome cancel =
                    migration.run(TransitionListener.NONE, "rollback", "--wait", "--timeout", "300ms");

            assertThat(cancel.exitCode()).as(cancel.text()).isEqualTo(Cli.NOT_YET);
            assertThat(cancel.text()).contains("hosts do not know of it yet: run rollback again");
            assertThat(migration.phase()).isEqualTo(Phase.STABLE);
            assertThat(backlogs()).isEqualTo(2);
            OperatedMigration.update(host, DEFINE, "after");
            forget();
            migration.run("rollback");
            assertThat(backlogs()).isZero();
        }
    }

    /** Taken for dead, it goes on writing by a view that is an hour old. */
    @Test
    void aHostThatDoesNotKnowIsNotDisturbed() throws SQLException {
        try (Connection host = slowHost()) {
            OperatedMigration.update(host, DEFINE, "before");
            assertThat(migration.target.strings("SELECT id FROM definitions")).containsExactly("before");
            forget();

            migration.run("rollback");

            assertThat(backlogs()).isZero();
            OperatedMigration.update(host, DEFINE, "after");
            assertThat(OperatedMigration.launch(host, "k")).startsWith("a.");
            host.setAutoCommit(false);
            OperatedMigration.update(host, DEFINE, "in a transaction");
            assertThat(OperatedMigration.launch(host, "k2")).startsWith("a.");
            host.commit();
            assertThat(OperatedMigration.keys(host)).containsExactly("k", "k2");
            host.rollback();
            assertThat(migration.initial.number(
                            "SELECT count(*) FROM definitions WHERE id LIKE 'after' OR id LIKE 'in%'"))
                    .isEqualTo(2);
            assertThat(migration.target.strings("SELECT id FROM definitions")).containsExactly("before");
        }
    }

    /** Of a host: it does not acknowledge before. */
    @Test
    void aTransactionThatHasInsertedIsWaitedFor() throws Exception {
        try (Connection host = migration.connect("migrating.poll-interval=20ms")) {
            commitsDuringTheCancel(
                    host, "SELECT count(*) FROM migrating_migration, pg_sleep(0.02) WHERE phase = 'STABLE'");
        }
    }

    /** Of a script: the trigger cannot be dropped before. */
    @Test
    void aTransactionWithoutTheDriverIsWaitedFor() throws Exception {
        try (Connection script = migration.initial.connect()) {
            commitsDuringTheCancel(
                    script,
                    "SELECT count(*) FROM pg_sleep(0.02), pg_stat_activity WHERE wait_event_type = 'Lock'"
                            + " AND application_name = 'migrating' AND datname = current_database()");
        }
    }

    /** @param waiting how to ask the initial store whether the cancel has come to where it waits */
    private void commitsDuringTheCancel(Connection writer, String waiting) throws Exception {
        writer.setAutoCommit(false);
        OperatedMigration.update(writer, DEFINE, "long");

        CompletableFuture<OperatedMigration.Outcome> cancel =
                CompletableFuture.supplyAsync(() -> migration.run(TransitionListener.NONE, "rollback", "--wait"));
        long deadline = System.nanoTime() + OperatedMigration.PATIENCE.toNanos();
        while (migration.initial.number(waiting) == 0) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
        assertThat(cancel).isNotDone();
        writer.commit();

        assertThat(cancel.get().exitCode()).as(cancel.get().text()).isZero();
        assertThat(backlogs()).isZero();
        assertThat(migration.initial.strings("SELECT id FROM definitions")).contains("long");
    }

    /** As if the host had not been heard of for long. */
    private void forget() throws SQLException {
        migration.initial.execute("UPDATE migrating_host SET lease_until = now()");
    }

    private long backlogs() throws SQLException {
        String there = "SELECT count(to_regclass('migrating_backlog'))";
        return migration.initial.number(there) + migration.target.number(there);
    }
}
