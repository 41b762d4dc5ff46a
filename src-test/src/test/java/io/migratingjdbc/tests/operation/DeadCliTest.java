package io.migratingjdbc.tests.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.internal.control.Step;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.tests.harness.EmbeddedStores;
import io.migratingjdbc.tests.operation.Walk.Move;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The operator's command is dead and nobody gives it again: the applications' own drivers complete the transition. */
class DeadCliTest {
    @TempDir
    private Path directory;

    private OperatedMigration migration;

    @BeforeEach
    void create() throws Exception {
        migration = OperatedMigration.create(EmbeddedStores.shared(), directory);
    }

    /** Stops the command as a crash would, but in this JVM: all that a host sees of it is in the databases. */
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1;
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"COMPLETED", "GUARDS_SETTLED"})
    void aHostCompletesTheTransitionByItself(Step step) throws SQLException {
        try (Connection host = migration.connect("migrating.poll-interval=20ms")) {
            for (Move move : Walk.ALL) {
                if (move.again() || !move.steps().contains(step)) {
                    migration.run(move.command());
                } else {
                    crash(step, move);
                    awaitComplete(move.to());
                }
                assertThatLaunchesGoOn(host, move.to().accepting());
            }
        }
    }

    /** No store accepts, and the host next looks at the record in a minute, when its application launches. */
    @Test
    void aLaunchThatMeetsTheClosedFenceCompletesTheTransition() throws Exception {
        migration.run("start");
        try (Connection host = migration.connect("migrating.poll-interval=1m", "migrating.lease=1h")) {
            String before = OperatedMigration.launch(host, "before");
            // The host sleeps over the copy; it has acknowledged PRE_MIGRATION when it connected.
            HaltingCli.run(Step.FENCE_SET, migration.plan, "advance", "--wait");
            assertThat(migration.phase()).isEqualTo(Phase.PRE_MIGRATION);

            assertThat(OperatedMigration.launch(host, "after")).startsWith("b.");

            assertThat(before).startsWith("a.");
            ControlState.assertComplete(migration, Phase.MIGRATION);
            assertThat(OperatedMigration.keys(host)).containsExactly("after", "before");
        }
    }

    @Test
    void hostsCompleteTheLastTransitionOfAProcessThatIsGone() throws Exception {
        try (Connection host = migration.connect("migrating.poll-interval=20ms")) {
            migration.run("start", "--wait");
            migration.run("advance", "--wait");
            migration.run("advance", "--wait");
            String id = OperatedMigration.launch(host, "k");

            HaltingCli.run(Step.RECORD_COPIED, migration.plan, "finish", "--wait");

            awaitComplete(Phase.COMPLETED);
            assertThat(id).startsWith("b.");
            assertThat(OperatedMigration.keys(host)).containsExactly("k");
        }
    }

    private void crash(Step step, Move move) throws SQLException {
        assertThatThrownBy(() -> migration.run(
                        after -> {
                            if (after == step) {
                                throw new Crash();
                            }
                        },
                        move.command()))
                .isInstanceOf(Crash.class);
    }

    private void awaitComplete(Phase phase) throws SQLException {
        long deadline = System.nanoTime() + OperatedMigration.PATIENCE.toNanos();
        while (!ControlState.of(migration).equals(ControlState.expected(migration, phase))
                && System.nanoTime() < deadline) {
            migration.initial.execute("SELECT pg_sleep(0.02)");
        }
        ControlState.assertComplete(migration, phase);
    }

    /** And ends what it launched, so that stores drain. */
    private static void assertThatLaunchesGoOn(Connection host, Role accepting) throws SQLException {
        String id = OperatedMigration.launch(host, "k");
        assertThat(id).startsWith(accepting == Role.INITIAL ? "a." : "b.");
        assertThat(OperatedMigration.update(host, "DELETE FROM instances WHERE id = ?", id))
                .isEqualTo(1);
    }
}
