package io.migratingjdbc.tests.bench;

import io.migratingjdbc.admin.output.Json;
import io.migratingjdbc.admin.output.Text;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code migrating bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures the copy and the comparison of immutable tables on embedded PostgreSQL servers.")
public final class BenchCommand {
    private BenchCommand() {}

    public static CommandLine commandLine() {
        CommandLine command = new CommandLine(new BenchCommand()).addSubcommand(new Data());
        command.setExecutionExceptionHandler((failure, line, parsed) -> {
            line.getErr().println("migrating bench: " + failure.getMessage());
            return 1;
        });
        return command;
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    @Command(
            name = "data",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Copies and compares one table of rows of about 200 bytes.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:measured", "1:failed", "2:the command line is wrong"})
    static final class Data implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Option(
                names = "--rows",
                defaultValue = "1000000",
                paramLabel = "N",
                description = "How many rows (default: ${DEFAULT-VALUE}).")
        private int rows;

        @Option(
                names = "--parallel",
                defaultValue = "2",
                paramLabel = "N",
                description = "How many workers, on either side of the comparison (default: ${DEFAULT-VALUE}).")
        private int parallel;

        @Option(
                names = "--seconds",
                defaultValue = "20",
                paramLabel = "N",
                description = "How long the application's times are taken beside a copy, in turns of ten seconds"
                        + " (default: ${DEFAULT-VALUE}).")
        private int seconds;

        @Option(names = "--json", description = "Print the result as JSON; progress goes to the standard error.")
        private boolean json;

        @Override
        public Integer call() throws Exception {
            if (rows < 1 || parallel < 1 || seconds < 1) {
                throw new ParameterException(spec.commandLine(), "--rows, --parallel and --seconds must be at least 1");
            }
            Text out = new Text(new PrintWriter(System.out, true, StandardCharsets.UTF_8), Ansi.OFF);
            Text live = json ? new Text(new PrintWriter(System.err, true, StandardCharsets.UTF_8), Ansi.OFF) : out;
            DataFigures figures = new DataBench(rows, parallel, Duration.ofSeconds(seconds), live).run();
            if (json) {
                out.line(Json.of(figures));
            } else {
                figures.print(out);
            }
            return 0;
        }
    }
}
