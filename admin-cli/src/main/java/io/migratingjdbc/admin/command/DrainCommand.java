package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.drain.DrainReader;
import io.migratingjdbc.admin.drain.DrainReport;
import io.migratingjdbc.admin.drain.DrainWatch;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Operator;
import java.sql.SQLException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "drain",
        description = "Shows what is left in the store that is being given up, how fast it becomes less, and the oldest"
                + " entities.")
final class DrainCommand extends PlanFileCommand {
    @Option(
            names = {"--wait", "--watch"},
            description = "Show it, with a bar for each table, until nothing is left.")
    private boolean await;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "24h",
            converter = DurationConverter.class,
            description = "With --wait: give up after this time, such as 90s or 10m (default: ${DEFAULT-VALUE}).")
    private Duration timeout;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "2s",
            converter = DurationConverter.class,
            description = "With --wait: the time between two looks, at least ten times as long as a look takes"
                    + " (default: ${DEFAULT-VALUE}).")
    private Duration interval;

    DrainCommand(Operator operator) {
        super(operator);
    }

    @Override
    DrainReport execute(Migration migration) throws SQLException, InterruptedException {
        return await
                ? new DrainWatch(migration, progress(), interval).until(timeout)
                : new DrainReader(migration).read(migration.view());
    }
}
