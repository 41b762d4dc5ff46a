package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.admin.transition.Preparation;
import io.migratingjdbc.admin.transition.VerifyOptions;
import io.migratingjdbc.admin.transition.VerifyResult;
import java.sql.SQLException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "verify", description = "Compares the immutable tables of both stores, range by range.")
final class VerifyCommand extends PlanFileCommand {

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "" + Preparation.WORKERS,
            description = "How many ranges are compared at the same time (default: ${DEFAULT-VALUE}).")
    private int parallel;

    @Option(names = "--repair", description = "Bring immutable rows that one store lacks over to it.")
    private boolean repair;

    @Option(names = "--restart", description = "Begin anew, also where the last comparison was stopped.")
    private boolean restart;

    @Mixin
    private PaceOptions pace;

    VerifyCommand(Operator operator) {
        super(operator);
    }

    @Override
    VerifyResult execute(Migration migration) throws SQLException {
        return new Preparation(migration, progress())
                .verify(migration.view(), new VerifyOptions(parallel, restart, repair, pace::applyTo));
    }
}
