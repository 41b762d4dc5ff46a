package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.admin.schema.CreatedSchema;
import io.migratingjdbc.admin.schema.SchemaCreation;
import io.migratingjdbc.internal.model.Role;
import java.sql.SQLException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "create",
        description = "Makes in the target what it lacks of the initial store's schema. Never changes or drops what is"
                + " there. May be stopped and run again.")
final class SchemaCreateCommand extends PlanFileCommand {
    @Option(names = "--dry-run", description = "Only print the statements; change nothing.")
    private boolean dryRun;

    SchemaCreateCommand(Operator operator) {
        super(operator);
    }

    @Override
    CreatedSchema execute(Migration migration) throws SQLException {
        SchemaCreation creation = new SchemaCreation(
                migration.moved(), migration.control(), migration.stores().name(Role.TARGET), object -> {});
        CreatedSchema created = creation.run(
                migration.stores().connection(Role.INITIAL), migration.stores().connection(Role.TARGET), dryRun);
        boolean changed = !created.statements().isEmpty() || !created.deferred().isEmpty();
        boolean initialized = migration
                .find()
                .filter(view -> view.planHash().equals(migration.plan().hash()))
                .isPresent();
        if (changed && !dryRun && initialized) {
            migration.log(
                    "schema create",
                    created.statements().size() + " statements run in the target, "
                            + created.deferred().size() + " put off until after the copy");
        }
        return created;
    }
}
