package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.admin.transition.Preparation;
import java.sql.SQLException;
import picocli.CommandLine.Command;

@Command(name = "verify", description = "Compares the immutable tables of both stores, row by row.")
final class VerifyCommand extends PlanFileCommand {

    VerifyCommand(Operator operator) {
        super(operator);
    }

    @Override
    Preparation.VerifyResult execute(Migration migration) throws SQLException {
        return new Preparation(migration, progress()).verify(migration.view());
    }
}
