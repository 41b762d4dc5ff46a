package io.migratingjdbc.tests.demo;

import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Prints a line every second: where the migration is and how the application fares. */
final class LiveLine implements AutoCloseable {
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "live-line");
        thread.setDaemon(true);
        return thread;
    });
    private final HostFleet fleet;
    private final PhaseReader phases;
    private final Terminal terminal;
    private final AtomicLong errors = new AtomicLong();
    private final AtomicLong seconds = new AtomicLong();

    private LiveLine(HostFleet fleet, PhaseReader phases, Terminal terminal) {
        this.fleet = fleet;
        this.phases = phases;
        this.terminal = terminal;
    }

    static LiveLine start(HostFleet fleet, PhaseReader phases, Terminal terminal) {
        LiveLine line = new LiveLine(fleet, phases, terminal);
        line.ticker.scheduleAtFixedRate(line::tick, 1, 1, TimeUnit.SECONDS);
        return line;
    }

    @Override
    public void close() {
        ticker.shutdown();
    }

    private void tick() {
        try {
            terminal.print(line(fleet.take()));
        } catch (RuntimeException e) {
            terminal.complain("live line: " + e);
        }
    }

    private String line(HostReport report) {
        return String.format(
                Locale.ROOT,
                "%3ds %-14s launches/s %5d (p50 %5.1f p99 %6.1f ms)  reads/s %5d (p50 %5.1f p99 %6.1f ms)"
                        + "  refused %4d  retried %3d  errors %d",
                seconds.incrementAndGet(),
                phases.phase(),
                report.launches().count(),
                millis(report.launches(), 0.5),
                millis(report.launches(), 0.99),
                report.reads().count(),
                millis(report.reads(), 0.5),
                millis(report.reads(), 0.99),
                report.refused(),
                report.retried(),
                errors.addAndGet(report.errors()));
    }

    private static double millis(LatencyHistogram histogram, double share) {
        return histogram.percentile(share) / 1000.0;
    }
}
