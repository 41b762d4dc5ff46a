package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.admin.transition.Course;
import picocli.CommandLine.Command;

@Command(
        name = "start",
        description = "Begins the migration: from STABLE to PRE_MIGRATION, in which hosts know both stores.")
final class StartCommand extends TransitionCommand {

    StartCommand(Operator operator) {
        super(operator, Course.START);
    }
}
