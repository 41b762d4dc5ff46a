package io.migratingjdbc.admin.chunk;

import io.migratingjdbc.internal.control.ConnectionSource;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Several threads, each with its own connections to both stores, that share the chunks of a table. */
public final class Workers {
    private final ConnectionSource source;
    private final ConnectionSource target;
    private final int count;
    private final Patience patience;

    /**
     * @param count how many
     * @param patience with stores that go away
     */
    public Workers(ConnectionSource source, ConnectionSource target, int count, Patience patience) {
        this.patience = patience;
        this.source = source;
        this.target = target;
        this.count = count;
    }

    /** One chunk's work. */
    @FunctionalInterface
    public interface Step {
        /** @return false if there is no more to do */
        boolean run(StorePair stores) throws SQLException;
    }

    /** Steps until there is no more to do. The first failure stops the other workers behind their step, and is thrown. */
    public void run(Step step) throws SQLException {
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(count);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            running.add(threads.submit(() -> {
                work(step, stop);
                return null;
            }));
        }
        threads.shutdown();
        awaitAll(running, stop);
    }

    private static void awaitAll(List<Future<?>> running, AtomicBoolean stop) throws SQLException {
        Exception failure = null;
        for (Future<?> worker : running) {
            try {
                Futures.await(worker);
            } catch (SQLException | RuntimeException e) {
                stop.set(true);
                failure = failure == null ? e : failure;
            }
        }
        if (failure instanceof SQLException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
    }

    private void work(Step step, AtomicBoolean stop) throws SQLException {
        Patience.Outage outage = patience.outage();
        boolean more = true;
        while (more && !stop.get()) {
            try {
                more = steps(step, stop, outage);
            } catch (SQLException e) {
                try {
                    outage.bear(e);
                } catch (SQLException | RuntimeException unbearable) {
                    stop.set(true);
                    throw unbearable;
                }
            } catch (RuntimeException e) {
                stop.set(true);
                throw e;
            }
        }
    }

    /** @return whether there may be more to do */
    private boolean steps(Step step, AtomicBoolean stop, Patience.Outage outage) throws SQLException {
        try (StorePair session = new StorePair(source, target)) {
            boolean more = true;
            while (more && !stop.get()) {
                more = step.run(session);
                outage.over();
            }
            return more;
        }
    }
}
