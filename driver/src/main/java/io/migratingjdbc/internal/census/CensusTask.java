package io.migratingjdbc.internal.census;

import io.migratingjdbc.internal.control.ConnectionSource;
import io.migratingjdbc.internal.control.ControlPlane;
import io.migratingjdbc.internal.control.Host;
import io.migratingjdbc.internal.model.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores what the census has counted, every few seconds and once more at the end, in one round trip on a connection of the driver's
 * own. What cannot be stored stays counted for the next time; where the answer got lost it may be counted twice.
 */
public final class CensusTask implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CensusTask.class);
    private static final Duration PAUSE = Duration.ofSeconds(3);
    private static final Duration LAST_WAIT = Duration.ofSeconds(5);

    private final Host host;
    private final Census census = new Census();
    private final CensusTable table;
    private final ConnectionSource metadata;
    private final ScheduledExecutorService timer;
    private final AtomicBoolean troubled = new AtomicBoolean();

    public CensusTask(ControlPlane plane, Host host) {
        this.host = host;
        this.table = new CensusTable(plane.dialect(), plane.schema(), plane.plan());
        this.metadata = plane.metadata();
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "migrating-" + plane.plan().name() + "-census");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** What is stored from now on. */
    public Census census() {
        return census;
    }

    public void start() {
        timer.scheduleWithFixedDelay(this::run, PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void run() {
        try {
            if (host.view().phase() != Phase.COMPLETED) { // then the metadata store may be gone for good
                census.store(this::add);
            }
            troubled.set(false);
        } catch (SQLException | RuntimeException e) {
            if (troubled.compareAndSet(false, true)) {
                LOG.warn(
                        "The census of statements cannot be stored now (if its table is missing, run init again);"
                                + " counting on",
                        e);
            }
        }
    }

    private void add(List<Sighting> sightings) throws SQLException {
        try (Connection connection = metadata.open()) {
            table.add(connection, sightings);
        }
    }

    /** Stores what is left; not waited for in a store that does not answer. */
    @Override
    public void close() {
        timer.execute(this::run);
        timer.shutdown();
        try {
            timer.awaitTermination(LAST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
