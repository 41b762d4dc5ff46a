package io.migratingjdbc.admin.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups what makes plan files. */
@Command(name = "plan", synopsisSubcommandLabel = "COMMAND", description = "Makes plan files.")
final class PlanCommand implements Runnable {
    @Option(names = "--help", usageHelp = true, description = "Print this help.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command: plan suggest");
    }
}
