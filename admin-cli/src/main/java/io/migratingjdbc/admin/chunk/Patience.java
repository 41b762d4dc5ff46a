package io.migratingjdbc.admin.chunk;

import io.migratingjdbc.internal.replicate.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Lets work that may be done again wait for a store that went away, such as one that is restarted. Whether what was lost with the connection
 * had been committed does not matter: the work itself finds out where it is.
 */
public final class Patience {
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);
    /** No connection, or none any more; the server is shut down, crashes, starts, or has ended an idle session. Not 08004, which configurations are refused with. */
    private static final Set<String> AWAY =
            Set.of("08000", "08001", "08003", "08006", "57P01", "57P02", "57P03", "57P05");

    private final Duration limit;
    private final Consumer<String> live;
    private final AtomicBoolean told = new AtomicBoolean();

    /** @param limit of the time in which nothing succeeds; @param live is told of a loss, and of its end */
    public Patience(Duration limit, Consumer<String> live) {
        this.limit = limit;
        this.live = live;
    }

    /** Does the work again while a store is away. */
    public <T> T with(Sql.Work<T> work) throws SQLException {
        Outage outage = outage();
        while (true) {
            try {
                T result = work.run();
                outage.over();
                return result;
            } catch (SQLException e) {
                outage.bear(e);
            }
        }
    }

    /** For one thread's work. */
    Outage outage() {
        return new Outage();
    }

    /** How long a thread has been without success. */
    final class Outage {
        private long since;
        private boolean lasts;

        /** Something has succeeded. */
        void over() {
            if (lasts) {
                lasts = false;
                if (told.compareAndSet(true, false)) {
                    live.accept("connected again");
                }
            }
        }

        /** Waits a moment if trying again makes sense; throws the failure if not. */
        void bear(SQLException failure) throws SQLException {
            if (!isOfConnection(failure)) {
                throw failure;
            }
            if (!lasts) {
                lasts = true;
                since = System.nanoTime();
            }
            if (System.nanoTime() - since > limit.toNanos()) {
                throw failure;
            }
            if (told.compareAndSet(false, true)) {
                live.accept(
                        "lost a store, trying again for " + limit.toMinutes() + " minutes: " + failure.getMessage());
            }
            pause(failure);
        }
    }

    private static boolean isOfConnection(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && AWAY.contains(state);
    }

    private static void pause(SQLException failure) throws SQLException {
        try {
            new CountDownLatch(1).await(BETWEEN_TRIES.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }
}
