package io.migratingjdbc.tests.operation;

import io.migratingjdbc.admin.Main;
import io.migratingjdbc.internal.control.Step;
import io.migratingjdbc.tests.harness.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The command line in a process that ends, without a word to anybody, after a sub-step of a transition. */
final class HaltingCli {
    static final int HALTED = 99;

    private HaltingCli() {}

    /** The step, then the command as usual. */
    public static void main(String[] arguments) {
        Step last = Step.valueOf(arguments[0]);
        Main cli = new Main(step -> {
            if (step == last) {
                Runtime.getRuntime().halt(HALTED);
            }
        });
        String[] command = List.of(arguments).subList(1, arguments.length).toArray(String[]::new);
        System.exit(cli.execute(command, System.out, System.err));
    }

    /**
     * Runs a command that dies.
     *
     * @throws IllegalStateException with its output, if it does not
     */
    static void run(Step last, Path plan, String... command) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(last.name()));
        arguments.addAll(List.of(command));
        arguments.addAll(List.of("--plan", plan.toString()));
        try (ChildProcess cli = ChildProcess.start(HaltingCli.class.getName(), arguments.toArray(String[]::new))) {
            int exitCode = cli.exitCode(Duration.ofMinutes(2));
            if (exitCode != HALTED) {
                throw new IllegalStateException("\"" + String.join(" ", arguments) + "\" ended with exit code "
                        + exitCode + " instead of dying:\n" + String.join("\n", cli.output()));
            }
        }
    }
}
