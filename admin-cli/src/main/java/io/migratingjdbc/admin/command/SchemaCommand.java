package io.migratingjdbc.admin.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups what brings the stores' schemas together. */
@Command(
        name = "schema",
        synopsisSubcommandLabel = "COMMAND",
        description = "Compares the schemas of the stores, and completes the target's.")
final class SchemaCommand implements Runnable {
    @Option(names = "--help", usageHelp = true, description = "Print this help.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command: schema diff, schema create");
    }
}
