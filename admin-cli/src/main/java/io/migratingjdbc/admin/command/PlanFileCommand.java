package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.admin.output.AdminException;
import io.migratingjdbc.admin.output.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** A command about the migration of one plan file. */
abstract class PlanFileCommand extends AdminCommand {
    private final Operator operator;

    @Option(names = "--plan", required = true, paramLabel = "FILE", description = "The plan file.")
    private Path plan;

    PlanFileCommand(Operator operator) {
        this.operator = operator;
    }

    /** Does the command's work. */
    abstract Result execute(Migration migration) throws Exception;

    @Override
    final Result execute() throws Exception {
        if (!Files.isRegularFile(plan)) {
            throw AdminException.usage("There is no plan file " + plan + ": plan suggest proposes one");
        }
        try (Migration migration = Migration.ofPlanFile(plan, operator)) {
            return execute(migration);
        }
    }
}
