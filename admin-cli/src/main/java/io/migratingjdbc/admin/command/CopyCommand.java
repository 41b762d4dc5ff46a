package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.admin.output.Result;
import io.migratingjdbc.admin.transition.Preparation;
import java.sql.SQLException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "copy",
        description = "Copies the rows of the immutable tables to the target. May be stopped and run again.")
final class CopyCommand extends PlanFileCommand {
    @Option(names = "--dry-run", description = "Only say which tables would be copied, and how large they are.")
    private boolean dryRun;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "" + Preparation.WORKERS,
            description = "How many chunks are copied at the same time (default: ${DEFAULT-VALUE}).")
    private int parallel;

    @Mixin
    private PaceOptions pace;

    CopyCommand(Operator operator) {
        super(operator);
    }

    @Override
    Result execute(Migration migration) throws SQLException {
        Preparation preparation = new Preparation(migration, progress());
        return dryRun
                ? preparation.copyPlan(migration.view())
                : preparation.copy(migration.view(), parallel, pace::applyTo);
    }
}
