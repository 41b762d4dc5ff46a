package io.migratingjdbc.admin.pace;

import io.migratingjdbc.internal.control.ConnectionSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Times one small statement in one store, again and again. Those that were due while a slow one ran would have been slow, too: they are not
 * left out, but count as if they had come through with it.
 */
final class Probe implements AutoCloseable {
    private static final long NOTHING = Long.MIN_VALUE;
    private static final long AFTER_FAILURE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ConnectionSource store;
    private final String statement;
    private final long betweenNanos;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Long> nanos = new ArrayList<>();
    /** When the statement that runs now began. */
    private long running = NOTHING;

    /** @param betweenMillis how long after each other the statements are due */
    Probe(ConnectionSource store, String statement, long betweenMillis) {
        this.store = store;
        this.statement = statement;
        this.betweenNanos = TimeUnit.MILLISECONDS.toNanos(betweenMillis);
        Thread thread = new Thread(this::run, "probe");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            do {
                whileReachable();
            } while (!closed.await(AFTER_FAILURE_NANOS, TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void whileReachable() throws InterruptedException {
        try (Connection connection = store.open();
                Statement each = connection.createStatement()) {
            long due = System.nanoTime();
            while (!closed.await(due - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                long start = System.nanoTime();
                began(start);
                each.execute(statement);
                long time = System.nanoTime() - start;
                took(time);
                due = start + (time / betweenNanos + 1) * betweenNanos;
            }
        } catch (SQLException unreachable) {
            // Until it is reachable again no time is told, which says enough.
            began(NOTHING);
        }
    }

    private void began(long start) {
        synchronized (nanos) {
            running = start;
        }
    }

    private void took(long time) {
        synchronized (nanos) {
            running = NOTHING;
            for (long each = time; each > 0; each -= betweenNanos) {
                nanos.add(each);
            }
        }
    }

    /** How many {@link #take} would give. */
    int count() {
        synchronized (nanos) {
            return nanos.size();
        }
    }

    /** The times since the last call; of a statement that is late already, how long it has taken so far. */
    List<Long> take() {
        synchronized (nanos) {
            List<Long> taken = new ArrayList<>(nanos);
            nanos.clear();
            long late = running == NOTHING ? 0 : System.nanoTime() - running;
            if (late > betweenNanos) {
                taken.add(late);
            }
            return taken;
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
