package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.admin.output.AdminException;
import io.migratingjdbc.admin.output.ExitCode;
import io.migratingjdbc.admin.output.Result;
import io.migratingjdbc.admin.transition.Course;
import io.migratingjdbc.admin.transition.Drop;
import io.migratingjdbc.admin.transition.TransitionResult;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Phase;
import java.io.Console;
import java.sql.SQLException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "finish",
        description = "Ends the migration when the store that is given up is drained: from POST_MIGRATION to COMPLETED,"
                + " or, rolled back, from POST_ROLLBACK to STABLE.")
final class FinishCommand extends TransitionCommand {
    @Option(
            names = "--leave-ended",
            description = "Finish even if entities that have ended are only in the store that is given up.")
    private boolean leaveEnded;

    @Option(
            names = "--drop",
            description =
                    "Afterwards drop the migrated tables, and the control objects but for the fence, in the store that"
                            + " was given up. Without it nothing is deleted there.")
    private boolean drop;

    @Option(
            names = "--confirm",
            paramLabel = "NAME",
            description = "With --drop: the migration's name, for scripts; on a terminal it is asked for.")
    private String confirm;

    FinishCommand(Operator operator) {
        super(operator, Course.FINISH);
    }

    @Override
    boolean leaveEnded() {
        return leaveEnded;
    }

    @Override
    Result execute(Migration migration) throws SQLException, InterruptedException {
        if (confirm != null && !drop) {
            throw AdminException.usage("--confirm goes with --drop only");
        }
        if (!drop) {
            return transition(migration);
        }
        if (!dryRun()) {
            requireName(migration.plan().name());
        }
        MigrationView view = migration.view();
        boolean over = !view.phase().twoStore() && view.pending() == null;
        // One that has come to COMPLETED, and no further, still captures rows: what a late transaction commits must be
        // carried before.
        boolean clearsUp = view.phase() == Phase.COMPLETED && !dryRun();
        if (!over || clearsUp) {
            TransitionResult finished = transition(migration);
            if (dryRun() || finished.exitCode() != ExitCode.DONE) {
                return finished;
            }
            progress().line(finished.message());
        }
        return new Drop(migration, progress(), leaveEnded).run(dryRun());
    }

    private void requireName(String name) {
        Console console = System.console();
        String typed = confirm;
        if (typed == null && console != null) {
            typed = console.readLine("This deletes the migrated tables for good. Type the migration's name: ");
        }
        if (!name.equals(typed)) {
            throw AdminException.usage(
                    typed == null
                            ? "--drop deletes tables for good: add --confirm with the migration's name"
                            : "\"" + typed + "\" is not the migration's name, " + name + ": nothing was changed");
        }
    }
}
