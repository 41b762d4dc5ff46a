package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.admin.schema.SchemaComparison;
import io.migratingjdbc.internal.model.Role;
import java.sql.SQLException;
import picocli.CommandLine.Command;

@Command(
        name = "diff",
        description = "Compares the schemas of the two stores, and says what each difference means. Changes nothing.")
final class SchemaDiffCommand extends PlanFileCommand {

    SchemaDiffCommand(Operator operator) {
        super(operator);
    }

    @Override
    SchemaComparison execute(Migration migration) throws SQLException {
        return SchemaComparison.of(
                migration.stores().connection(Role.INITIAL),
                migration.stores().connection(Role.TARGET),
                migration.moved(),
                migration.control());
    }
}
