package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.admin.transition.Course;
import picocli.CommandLine.Command;

@Command(
        name = "rollback",
        description = "Turns back: from PRE_MIGRATION to STABLE, from POST_MIGRATION to PRE_ROLLBACK.")
final class RollbackCommand extends TransitionCommand {

    RollbackCommand(Operator operator) {
        super(operator, Course.ROLLBACK);
    }
}
