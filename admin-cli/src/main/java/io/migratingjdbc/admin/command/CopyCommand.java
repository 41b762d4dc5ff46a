package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.admin.transition.Preparation;
import java.sql.SQLException;
import picocli.CommandLine.Command;

@Command(name = "copy", description = "Copies the rows of the immutable tables to the target. May be stopped and run again.")
final class CopyCommand extends PlanFileCommand {

    CopyCommand(Operator operator) {
        super(operator);
    }

    @Override
    Preparation.CopyResult execute(Migration migration) throws SQLException {
        return new Preparation(migration, progress()).copy(migration.view());
    }
}
