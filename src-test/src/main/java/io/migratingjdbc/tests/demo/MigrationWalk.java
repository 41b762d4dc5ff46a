package io.migratingjdbc.tests.demo;

import io.migratingjdbc.tests.harness.Cli;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What the operator does: commands of the admin command line, spread over the time of the demo. */
final class MigrationWalk {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** Of whoever watches: the default pace, which shall not be felt, takes minutes where two servers and their load share a small machine. */
    private static final String RATE = "8MB";

    /** @param share of the demo's time after which the command is given; @param leavesBoth whether it ends the two-store phases */
    private record Step(double share, boolean leavesBoth, List<String> command) {
        static Step at(double share, String... command) {
            return new Step(share, false, List.of(command));
        }

        Step thatLeavesBoth() {
            return new Step(share, true, command);
        }
    }

    private static final List<Step> FORWARD = List.of(
            Step.at(0.04, "preflight"),
            Step.at(0.08, "start"),
            Step.at(0.12, "copy", "--max-rate", RATE),
            Step.at(0.24, "verify"),
            Step.at(0.34, "advance", "--wait"),
            Step.at(0.35, "drain", "--wait", "--timeout", "80s"),
            Step.at(0.50, "advance", "--wait"),
            Step.at(0.54, "evacuate"),
            Step.at(0.68, "finish", "--wait").thatLeavesBoth());

    private static final List<Step> ROLLBACK = List.of(
            Step.at(0.03, "preflight"),
            Step.at(0.06, "start"),
            Step.at(0.09, "copy", "--max-rate", RATE),
            Step.at(0.16, "verify"),
            Step.at(0.22, "advance", "--wait"),
            Step.at(0.34, "advance", "--wait"),
            Step.at(0.45, "rollback"),
            Step.at(0.56, "advance", "--wait"),
            Step.at(0.57, "drain", "--wait", "--timeout", "80s"),
            Step.at(0.68, "advance", "--wait"),
            Step.at(0.72, "evacuate"),
            Step.at(0.80, "finish", "--wait").thatLeavesBoth());

    private final Cli cli;
    private final Terminal terminal;
    private final Duration total;

    MigrationWalk(Cli cli, Terminal terminal, Duration total) {
        this.cli = cli;
        this.terminal = terminal;
        this.total = total;
    }

    /**
     * Walks to the end.
     *
     * @return the time, in microseconds since 1970, until which both stores were in use for sure
     * @throws IllegalStateException if a command fails
     */
    long run(boolean rollback) throws InterruptedException {
        long start = System.nanoTime();
        long bothUntil = 0;
        for (Step step : rollback ? ROLLBACK : FORWARD) {
            pauseUntil(start + (long) (total.toNanos() * step.share()));
            bothUntil = step.leavesBoth() ? WorkLog.now() : bothUntil;
            command(step.command());
        }
        pauseUntil(start + total.toNanos());
        return bothUntil;
    }

    private void command(List<String> command) throws InterruptedException {
        terminal.headline("$ migrating " + String.join(" ", command));
        cli.runUntilDone(PATIENCE, command.toArray(String[]::new));
    }

    private static void pauseUntil(long nanoTime) throws InterruptedException {
        new CountDownLatch(1).await(nanoTime - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
}
