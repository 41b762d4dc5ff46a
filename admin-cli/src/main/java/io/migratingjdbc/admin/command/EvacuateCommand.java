package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.evacuate.Evacuation;
import io.migratingjdbc.admin.evacuate.EvacuationResult;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.admin.transition.Preparation;
import java.sql.SQLException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "evacuate",
        description =
                "Copies entities that have ended, with their children, from the store that is being given up to the"
                        + " one that stays. May be stopped and run again.")
final class EvacuateCommand extends PlanFileCommand {
    @Option(names = "--dry-run", description = "Only say how many entities would be copied; change nothing.")
    private boolean dryRun;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "" + Preparation.WORKERS,
            description = "How many batches are copied at the same time (default: ${DEFAULT-VALUE}).")
    private int parallel;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10m",
            converter = DurationConverter.class,
            description = "How long to wait until all hosts know that there may be copies (default: ${DEFAULT-VALUE}).")
    private Duration timeout;

    EvacuateCommand(Operator operator) {
        super(operator);
    }

    @Override
    EvacuationResult execute(Migration migration) throws SQLException, InterruptedException {
        Evacuation evacuation = new Evacuation(migration, progress());
        return dryRun ? evacuation.dryRun() : evacuation.run(parallel, timeout);
    }
}
