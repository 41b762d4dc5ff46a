package io.migratingjdbc.tests.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.internal.control.TransitionListener;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.tests.harness.Cli;
import io.migratingjdbc.tests.harness.EmbeddedStores;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host's process is stopped (SIGSTOP) while the operator moves on without it, and wakes up in another phase. */
class FrozenHostTest {
    @TempDir
    private Path directory;

    private OperatedMigration migration;

    @BeforeEach
    void create() throws Exception {
        migration = OperatedMigration.create(EmbeddedStores.shared(), directory);
    }

    @Test
    void inTheMiddleOfALaunchItCannotCommitWhatAnotherHostHasLaunchedMeanwhile() throws Exception {
        migration.run("start");
        try (RemoteHost sleeper = RemoteHost.start(migration, "sleeper")) {
            assertThat(sleeper.ask("begin")).isEqualTo("done");
            assertThat(sleeper.ask("launch k")).startsWith("a.");

            moveOnWithout(sleeper);
            launchElsewhere("k");
            sleeper.thaw();

            assertThat(sleeper.ask("commit")).isEqualTo("SQLState 40001");
            assertThat(migration.initial.number("SELECT count(*) FROM instances"))
                    .isZero();
            assertThat(migration.target.strings("SELECT business_key FROM instances"))
                    .containsExactly("k");
            assertThat(sleeper.ask("launch k")).isEqualTo("SQLState 23505");
            assertThat(sleeper.ask("rollback")).isEqualTo("done");
            assertThat(sleeper.ask("autocommit")).isEqualTo("done");
            assertThat(sleeper.ask("launch k2")).startsWith("b.");
            assertThat(sleeper.ask("keys")).isEqualTo("k,k2");
        }
    }

    @Test
    void asleepInStableItSeesTheNewViewWithItsNextStatement() throws Exception {
        try (RemoteHost sleeper = RemoteHost.start(migration, "sleeper")) {
            assertThat(sleeper.ask("launch old")).startsWith("a.");
            assertThat(sleeper.ask("keys")).isEqualTo("old");

            sleeper.freezeUntilItsLeaseIsOver();
            migration.run("hosts", "evict", sleeper.id());
            migration.run("start");
            migration.run("advance", "--wait");
            launchElsewhere("young");
            sleeper.thaw();

            assertThat(sleeper.ask("keys")).isEqualTo("old,young");
            assertThat(sleeper.ask("launch young")).isEqualTo("SQLState 23505");
            assertThat(sleeper.ask("launch younger")).startsWith("b.");
            assertThat(sleeper.id()).as("on the list again").isNotEmpty();
        }
    }

    /** By a host that joins now: one with the old view would wait for the sleeper's row in the initial store. */
    private void launchElsewhere(String key) throws SQLException {
        try (Connection awake = migration.connect("migrating.poll-interval=100ms")) {
            assertThat(OperatedMigration.launch(awake, key)).startsWith("b.");
        }
    }

    /** Nothing goes on while the host is on the list; taken off, nothing waits for it. */
    private void moveOnWithout(RemoteHost sleeper) throws SQLException {
        sleeper.freezeUntilItsLeaseIsOver();
        OperatedMigration.Outcome waiting = migration.run(TransitionListener.NONE, "advance");
        assertThat(waiting.exitCode()).isEqualTo(Cli.NOT_YET);
        assertThat(waiting.text()).contains(sleeper.id(), "hosts evict");
        migration.run("hosts", "evict", sleeper.id());
        migration.run("advance", "--wait");
        assertThat(migration.phase()).isEqualTo(Phase.MIGRATION);
    }
}
