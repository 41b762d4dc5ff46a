package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.admin.status.Status;
import io.migratingjdbc.admin.status.StatusReader;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        description =
                "Shows the phase, what the next transition still waits for, the hosts, and what is left in each store.")
final class StatusCommand extends PlanFileCommand {
    @Option(names = "--watch", description = "Show it again and again, until Ctrl-C or COMPLETED.")
    private boolean watch;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "2s",
            converter = DurationConverter.class,
            description = "With --watch: the time between two looks (default: ${DEFAULT-VALUE}).")
    private Duration interval;

    StatusCommand(Operator operator) {
        super(operator);
    }

    @Override
    Status execute(Migration migration) throws SQLException, InterruptedException {
        StatusReader reader = new StatusReader(migration);
        Status status = reader.read();
        while (watch && !status.finalPhase()) {
            print(status);
            out().line("");
            new CountDownLatch(1).await(interval.toMillis(), TimeUnit.MILLISECONDS);
            status = reader.read();
        }
        return status;
    }
}
