package io.migratingjdbc.admin.command;

import picocli.CommandLine;

/** All commands, put together. */
public final class Commands {
    private Commands() {}

    public static CommandLine commandLine() {
        CommandLine plan = new CommandLine(new PlanCommand()).addSubcommand("suggest", new PlanSuggestCommand());
        Errors errors = new Errors();
        return new CommandLine(new MigratingCommand())
                .addSubcommand(plan)
                .setExecutionExceptionHandler(errors)
                .setParameterExceptionHandler(errors)
                .setUsageHelpWidth(110);
    }
}
