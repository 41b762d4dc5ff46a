package io.migratingjdbc.tests.harness;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The admin command line as an operator uses it: a process of its own for every command. */
public final class Cli {
    public static final String MAIN_CLASS = "io.migratingjdbc.admin.Main";
    public static final int DONE = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;
    public static final int NOT_YET = 3;

    private static final long PAUSE_MILLIS = 500;

    private final Path plan;
    private final Consumer<String> listener;
    private final Duration timeout;

    public Cli(Path plan) {
        this(plan, line -> {}, Duration.ofMinutes(2));
    }

    /**
     * @param listener is given every line that a command prints
     * @param timeout after which a command is given up, which is an error
     */
    public Cli(Path plan, Consumer<String> listener, Duration timeout) {
        this.plan = plan;
        this.listener = listener;
        this.timeout = timeout;
    }

    /** What a command printed and how it ended. */
    public record Result(int exitCode, List<String> output) {
        public String text() {
            return String.join("\n", output);
        }
    }

    /** Runs a command, given as one writes it in a shell without {@code --plan}, to its end. */
    public Result run(String... arguments) throws InterruptedException {
        try (ChildProcess command = start(arguments)) {
            int exitCode = command.exitCode(timeout);
            return new Result(exitCode, command.output());
        }
    }

    /**
     * Runs a command that must succeed.
     *
     * @throws IllegalStateException with its output, if its exit code is not 0
     */
    public Result mustRun(String... arguments) throws InterruptedException {
        return done(run(arguments), arguments);
    }

    /**
     * Runs a command again as long as it answers that something is not yet as it has to be.
     *
     * @throws IllegalStateException with its output, if it fails otherwise or the patience is over
     */
    public Result runUntilDone(Duration patience, String... arguments) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        Result result = run(arguments);
        while (result.exitCode() == NOT_YET && System.nanoTime() < deadline) {
            new CountDownLatch(1).await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            result = run(arguments);
        }
        return done(result, arguments);
    }

    /** Starts a command that the test will freeze or kill. */
    public ChildProcess start(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--plan");
        all.add(plan.toString());
        return ChildProcess.start(MAIN_CLASS, listener, all.toArray(String[]::new));
    }

    private static Result done(Result result, String... arguments) {
        if (result.exitCode() != DONE) {
            throw new IllegalStateException("\"" + String.join(" ", arguments) + "\" ended with exit code "
                    + result.exitCode() + ":\n" + result.text());
        }
        return result;
    }
}
