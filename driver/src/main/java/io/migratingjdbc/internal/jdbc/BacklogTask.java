package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.control.Host;
import io.migratingjdbc.internal.model.Role;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** In two-store phases, carries the immutable rows that their writers left in the backlog: after a crash, or without the driver. */
final class BacklogTask implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BacklogTask.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Host host;
    private final ImmutableCopies copies;
    private final ScheduledExecutorService timer;
    private final AtomicBoolean troubled = new AtomicBoolean();

    BacklogTask(String migration, Host host, ImmutableCopies copies) {
        this.host = host;
        this.copies = copies;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "migrating-" + migration + "-backlog");
            thread.setDaemon(true);
            return thread;
        });
    }

    void start() {
        timer.scheduleWithFixedDelay(this::run, PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void run() {
        try {
            if (host.view().phase().twoStore()) {
                for (Role from : Role.values()) {
                    while (!timer.isShutdown() && copies.carrySome(from)) {
                        LOG.debug("Carried left-over immutable rows from the {} store", from);
                    }
                }
            }
            troubled.set(false);
        } catch (SQLException | RuntimeException e) {
            if (troubled.compareAndSet(false, true)) {
                LOG.warn("The backlog of immutable rows cannot be carried now; trying on", e);
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
