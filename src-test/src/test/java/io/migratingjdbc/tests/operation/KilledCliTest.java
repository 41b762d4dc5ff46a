package io.migratingjdbc.tests.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.internal.control.Step;
import io.migratingjdbc.internal.control.TransitionListener;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.tests.harness.EmbeddedStores;
import io.migratingjdbc.tests.operation.Walk.Move;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The command line's process is halted after a sub-step of every transition, and the command given again. */
class KilledCliTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void theSameCommandCompletesTheTransition(Step step) throws Exception {
        OperatedMigration migration = OperatedMigration.create(EmbeddedStores.shared(), directory);
        for (Move move : Walk.ALL) {
            insertDefinition(migration, move);
            if (move.again() || !move.steps().contains(step)) {
                migration.run(move.command());
            } else {
                HaltingCli.run(step, migration.plan, move.command());
                runAgain(migration, move);
            }
            ControlState.assertComplete(migration, move.to());
            assertCaptured(migration, move.to());
        }
        assertThat(migration.target.strings("SELECT id FROM definitions ORDER BY id"))
                .isEqualTo(migration.initial.strings("SELECT id FROM definitions ORDER BY id"))
                .hasSizeGreaterThan(4);
    }

    /** Advance would go one phase too far where the record was written already: any command settles the rest. */
    private static void runAgain(OperatedMigration migration, Move move) throws SQLException {
        if (migration.phase() != move.to()) {
            migration.run(move.command());
        } else {
            String without = move.to() == Phase.STABLE ? "rollback" : "start";
            assertThat(migration.run(TransitionListener.NONE, without).exitCode())
                    .isIn(0, 3);
        }
    }

    /** Something for the backlog of the store that closes. */
    private static void insertDefinition(OperatedMigration migration, Move move) throws SQLException {
        migration
                .store(move.from().accepting())
                .execute("INSERT INTO definitions SELECT 'd' || to_char(count(*), 'FM00') || '"
                        + (move.from().accepting() == Role.INITIAL ? "a" : "b") + "', 'x' FROM definitions");
    }

    private static void assertCaptured(OperatedMigration migration, Phase phase) throws SQLException {
        for (Role role : Role.values()) {
            assertThat(migration
                            .store(role)
                            .number("SELECT count(*) FROM pg_trigger WHERE tgname = 'migrating_capture'"))
                    .isEqualTo(phase.twoStore() ? 1 : 0);
        }
    }
}
