package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.admin.transition.Course;
import picocli.CommandLine.Command;

@Command(name = "advance", description = "Takes the migration, or its rollback, to the next phase.")
final class AdvanceCommand extends TransitionCommand {

    AdvanceCommand(Operator operator) {
        super(operator, Course.ADVANCE);
    }
}
