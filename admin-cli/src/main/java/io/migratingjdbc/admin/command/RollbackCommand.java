package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.admin.transition.Course;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "rollback",
        description = "Turns back: from PRE_MIGRATION to STABLE, from POST_MIGRATION to PRE_ROLLBACK.")
final class RollbackCommand extends TransitionCommand {

    @Option(
            names = "--delete-copied",
            description = "From PRE_MIGRATION: also delete the rows that were copied to tables of the target that"
                    + " were empty.")
    private boolean deleteCopied;

    RollbackCommand(Operator operator) {
        super(operator, Course.ROLLBACK);
    }

    @Override
    boolean deleteCopied() {
        return deleteCopied;
    }
}
