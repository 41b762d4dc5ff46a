package io.migratingjdbc.tests.demo;

import io.migratingjdbc.tests.harness.DeletedTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code migrating demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Moves a live workflow service from one embedded PostgreSQL server to another and counts what the "
                        + "service noticed of it.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:nothing was lost, duplicated or unresolved, and the service saw no error", "1:otherwise"})
public final class DemoCommand implements Callable<Integer> {
    private static final int LEAST_SECONDS = 20;

    @Spec
    private CommandSpec spec;

    @Option(names = "--seconds", defaultValue = "60", paramLabel = "N", description = "How long (default: 60).")
    private int seconds;

    @Option(names = "--hosts", defaultValue = "3", paramLabel = "N", description = "Host processes (default: 3).")
    private int hosts;

    @Option(names = "--seed", paramLabel = "N", description = "Repeats the choices of an earlier run.")
    private Long seed;

    @Option(names = "--rollback", description = "Goes to POST_MIGRATION and back to STABLE.")
    private boolean rollback;

    public static void main(String[] arguments) {
        CommandLine command = new CommandLine(new DemoCommand());
        command.setExecutionExceptionHandler((failure, line, parsed) -> {
            line.getErr()
                    .println("migrating demo: "
                            + (failure instanceof IllegalStateException ? failure.getMessage() : failure));
            return 1;
        });
        System.exit(command.execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (seconds < LEAST_SECONDS) {
            throw new ParameterException(spec.commandLine(), "--seconds must be at least " + LEAST_SECONDS);
        }
        if (hosts < 1) {
            throw new ParameterException(spec.commandLine(), "--hosts must be at least 1");
        }
        Terminal terminal = new Terminal(System.out, Boolean.getBoolean("migrating.terminal"));
        long chosenSeed = seed != null ? seed : System.nanoTime() & 0xffff;
        DemoSettings settings = new DemoSettings(seconds, hosts, chosenSeed, rollback);
        try (Cleanup cleanup = Cleanup.atExit(terminal::silence)) {
            Path directory = Files.createTempDirectory("migrating-demo");
            cleanup.add(() -> DeletedTree.delete(directory));
            Findings findings = new DemoRun(settings, terminal, directory, cleanup).run();
            findings.details().stream().limit(50).forEach(terminal::complain);
            terminal.verdict(findings.clean(), findings.summary());
            return findings.clean() ? 0 : 1;
        }
    }
}
