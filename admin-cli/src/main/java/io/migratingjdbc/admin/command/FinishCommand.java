package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.admin.transition.Course;
import picocli.CommandLine.Command;

@Command(
        name = "finish",
        description = "Ends the migration when the store that is given up is drained: from POST_MIGRATION to COMPLETED,"
                + " or, rolled back, from POST_ROLLBACK to STABLE.")
final class FinishCommand extends TransitionCommand {

    FinishCommand(Operator operator) {
        super(operator, Course.FINISH);
    }
}
