package io.migratingjdbc.tests.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Watches the most resident memory that a process has had; Linux keeps it while the process lives. */
final class PeakMemory implements AutoCloseable {
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
    private final AtomicLong kilobytes = new AtomicLong();

    PeakMemory(long pid) {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        watch.scheduleAtFixedRate(() -> look(status), 0, 50, TimeUnit.MILLISECONDS);
    }

    private void look(Path status) {
        try {
            Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .forEach(peak -> kilobytes.accumulateAndGet(peak, Math::max));
        } catch (IOException gone) {
            watch.shutdown();
        }
    }

    long megabytes() {
        return kilobytes.get() / 1024;
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
