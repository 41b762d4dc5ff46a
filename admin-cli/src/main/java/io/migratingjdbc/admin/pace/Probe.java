package io.migratingjdbc.admin.pace;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Times small statements in both stores, as an application's would be. */
final class Probe implements AutoCloseable {
    private static final long BETWEEN_MILLIS = 20;

    private final WatchedStores stores;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final List<Long> nanos = new ArrayList<>();

    /** @param stores the probe's own */
    Probe(WatchedStores stores) {
        this.stores = stores;
        clock.scheduleAtFixedRate(this::both, 0, BETWEEN_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void both() {
        try {
            time(stores.source());
            time(stores.target());
        } catch (SQLException unreachable) {
            stores.forget();
        }
    }

    private void time(Connection store) throws SQLException {
        long start = System.nanoTime();
        try (Statement statement = store.createStatement()) {
            statement.execute("SELECT 1");
        }
        synchronized (nanos) {
            nanos.add(System.nanoTime() - start);
        }
    }

    /** How many {@link #take} would give. */
    int count() {
        synchronized (nanos) {
            return nanos.size();
        }
    }

    /** The times since the last call. */
    long[] take() {
        synchronized (nanos) {
            long[] taken = nanos.stream().mapToLong(Long::longValue).toArray();
            nanos.clear();
            return taken;
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        stores.forget();
    }
}
