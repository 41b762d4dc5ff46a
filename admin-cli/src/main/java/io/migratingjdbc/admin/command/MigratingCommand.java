package io.migratingjdbc.admin.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The top of the command line; its subcommands are put below it by {@link Commands}. */
@Command(
        name = "migrating",
        synopsisSubcommandLabel = "COMMAND",
        description = "Moves a live application from one database to another.",
        footer = {"", "Exit codes: 0 done, 1 failed, 2 usage, 3 not yet (nothing was changed)."})
final class MigratingCommand implements Runnable {
    @Option(names = "--help", usageHelp = true, description = "Print this help.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command");
    }
}
