package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.check.CheckReport;
import io.migratingjdbc.admin.check.Checks;
import io.migratingjdbc.admin.check.Inspection;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Operator;
import java.sql.SQLException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "preflight",
        description = "Checks everything that must be right before the migration starts. Changes nothing.")
final class PreflightCommand extends PlanFileCommand {
    @Option(
            names = "--foreign-max-age",
            paramLabel = "TIME",
            defaultValue = "24h",
            converter = DurationConverter.class,
            description = "How long no writer without the driver may have been seen (default: ${DEFAULT-VALUE}).")
    private Duration foreignMaxAge;

    PreflightCommand(Operator operator) {
        super(operator);
    }

    @Override
    CheckReport execute(Migration migration) throws SQLException {
        return Checks.beforeStart(new Inspection(migration), foreignMaxAge);
    }
}
