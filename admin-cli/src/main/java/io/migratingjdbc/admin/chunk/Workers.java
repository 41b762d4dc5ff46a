package io.migratingjdbc.admin.chunk;

import io.migratingjdbc.internal.control.ConnectionSource;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Several threads, each with its own connections to both stores, that share the chunks of a table. */
public final class Workers {
    private final ConnectionSource source;
    private final ConnectionSource target;
    private final int count;

    /** @param count how many */
    public Workers(ConnectionSource source, ConnectionSource target, int count) {
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
        Throwable failure = null;
        for (Future<?> worker : running) {
            try {
                worker.get();
            } catch (ExecutionException e) {
                failure = failure == null ? e.getCause() : failure;
            } catch (InterruptedException e) {
                stop.set(true);
                Thread.currentThread().interrupt();
                failure = new SQLException("Interrupted; run it again", e);
            }
        }
        if (failure != null) {
            throw asSqlException(failure);
        }
    }

    private void work(Step step, AtomicBoolean stop) throws SQLException {
        try (StorePair session = new StorePair(source, target)) {
            boolean more = true;
            while (more && !stop.get()) {
                more = step.run(session);
            }
        } catch (SQLException | RuntimeException e) {
            stop.set(true);
            throw e;
        }
    }

    private static SQLException asSqlException(Throwable failure) {
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        return failure instanceof SQLException e ? e : new SQLException(failure);
    }
}
