package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.output.Json;
import io.migratingjdbc.admin.output.Result;
import io.migratingjdbc.admin.output.Text;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command computes one result, which is then printed as text or as JSON. */
abstract class AdminCommand implements Callable<Integer> {
    @Option(names = "--json", description = "Print the result as JSON; progress goes to the standard error.")
    private boolean json;

    @Option(names = "--verbose", description = "With an error, print where it happened.")
    private boolean verbose;

    @Option(names = "--help", usageHelp = true, description = "Print this help.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    /** Does the command's work. */
    abstract Result execute() throws Exception;

    @Override
    public final Integer call() throws Exception {
        Result result = execute();
        print(result);
        return result.exitCode().code();
    }

    final void print(Result result) {
        if (json) {
            out().line(Json.of(result));
        } else {
            result.print(out());
        }
    }

    final boolean verbose() {
        return verbose;
    }

    final boolean json() {
        return json;
    }

    final CommandSpec spec() {
        return spec;
    }

    final Text out() {
        return new Text(commandLine().getOut(), commandLine().getColorScheme().ansi());
    }

    /** Where to tell what is going on before the result is there. */
    final Text progress() {
        return json
                ? new Text(
                        commandLine().getErr(), commandLine().getColorScheme().ansi())
                : out();
    }

    private CommandLine commandLine() {
        return spec.commandLine();
    }
}
