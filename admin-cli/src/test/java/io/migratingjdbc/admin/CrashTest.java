package io.migratingjdbc.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.internal.control.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A command that dies after a sub-step of a transition, whichever it is, is completed by running it again. */
class CrashTest {
    @TempDir
    private Path directory;

    private TestMigration migration;

    private static final class Crash extends Error {}

    @ParameterizedTest
    @EnumSource
    void isCompletedByTheNextCommand(Step step) throws SQLException, IOException {
        migration = TestMigration.in(directory);
        TestPostgres.execute(migration.initial(), "INSERT INTO definition (name) VALUES ('d1')");
        assertThat(migration.run("init").exitCode()).isZero();

        crashThenRun(step, "PRE_MIGRATION", "start");
        crashThenRun(step, "STABLE", "rollback");
        crashThenRun(step, "PRE_MIGRATION", "start");
        crashThenRun(step, "MIGRATION", "advance", "--wait");
        crashThenRun(step, "POST_MIGRATION", "advance");
        crashThenRun(step, "PRE_ROLLBACK", "rollback");
        crashThenRun(step, "ROLLING_BACK", "advance");
        crashThenRun(step, "POST_ROLLBACK", "advance");
        crashThenRun(step, "STABLE", "advance", "--wait");
        crashThenRun(step, "PRE_MIGRATION", "start");
        crashThenRun(step, "MIGRATION", "advance", "--wait");
        crashThenRun(step, "POST_MIGRATION", "advance");
        crashThenRun(step, "COMPLETED", "finish");
        assertThat(migration.run("status").out()).contains("COMPLETED");
        assertThat(migration.query(migration.target(), "SELECT phase FROM migrating_migration"))
                .isEqualTo("COMPLETED");
    }

    private void crashThenRun(Step step, String phase, String... command) throws SQLException {
        String[] arguments = new String[command.length + 2];
        System.arraycopy(command, 0, arguments, 0, command.length);
        arguments[command.length] = "--plan";
        arguments[command.length + 1] = migration.plan().toString();
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
        boolean crashed = false;
        try {
            new Main(after -> {
                        if (after == step) {
                            throw new Crash();
                        }
                    })
                    .execute(arguments, nowhere, nowhere);
        } catch (Crash expected) {
            crashed = true;
        }
        if (crashed && !migration.phase().equals(phase)) {
            Cli again = migration.run(command);
            assertThat(again.exitCode()).as(again.out() + again.err()).isZero();
        }
        assertThat(migration.phase()).isEqualTo(phase);
    }
}
