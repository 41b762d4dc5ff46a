package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.migration.Operator;
import picocli.CommandLine;

/** All commands, put together. */
public final class Commands {
    private Commands() {}

    public static CommandLine commandLine(Operator operator) {
        CommandLine plan = new CommandLine(new PlanCommand()).addSubcommand(new PlanSuggestCommand());
        CommandLine schema = new CommandLine(new SchemaCommand())
                .addSubcommand(new SchemaDiffCommand(operator))
                .addSubcommand(new SchemaCreateCommand(operator));
        Errors errors = new Errors();
        return new CommandLine(new MigratingCommand())
                .addSubcommand(plan)
                .addSubcommand(schema)
                .addSubcommand(new InitCommand(operator))
                .addSubcommand(new PreflightCommand(operator))
                .addSubcommand(new StatusCommand(operator))
                .addSubcommand(new StartCommand(operator))
                .addSubcommand(new CopyCommand(operator))
                .addSubcommand(new VerifyCommand(operator))
                .addSubcommand(new PaceCommand(operator))
                .addSubcommand(new AdvanceCommand(operator))
                .addSubcommand(new RollbackCommand(operator))
                .addSubcommand(new DrainCommand(operator))
                .addSubcommand(new EvacuateCommand(operator))
                .addSubcommand(new FinishCommand(operator))
                .addSubcommand(new HostsCommand(operator))
                .addSubcommand(new StatementsCommand(operator))
                .addSubcommand(new EventsCommand(operator))
                .setExecutionExceptionHandler(errors)
                .setParameterExceptionHandler(errors)
                .setUsageHelpWidth(110);
    }
}
