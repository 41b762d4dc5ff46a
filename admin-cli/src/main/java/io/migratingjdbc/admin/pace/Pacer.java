package io.migratingjdbc.admin.pace;

import io.migratingjdbc.internal.control.ConnectionSource;
import io.migratingjdbc.internal.replicate.ControlSchema;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Holds the workers of one command back: by the operator's orders, which may change while it runs, and by what the stores bear. Workers
 * are held between two chunks, never in the middle of one, where they would hold transactions open; only the rate works inside.
 */
public final class Pacer implements AutoCloseable {
    private static final long LOOK_MILLIS = 250;
    private static final String UNDEFINED_TABLE = "42P01";

    private final OrdersTable table;
    private final WatchedStores stores;
    private final HoldReasons reasons;
    private final Consumer<String> live;
    private final RateLimit limit = new RateLimit(System::nanoTime);
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
    private final AutoPace auto;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final int stopsBefore;
    private String held;
    private boolean stopped;

    /** @param live is told when the work is held and when it goes on */
    public Pacer(ControlSchema control, ConnectionSource source, ConnectionSource target, Consumer<String> live)
            throws SQLException {
        this.table = new OrdersTable(control);
        this.stores = new WatchedStores(source, target);
        this.reasons = new HoldReasons(stores);
        this.live = live;
        this.auto = new AutoPace(limit, () -> new Probes(control, source, target));
        this.stopsBefore = table.read(stores.target()).stops();
        look();
        watch.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Bytes that went through a worker's hands; returns when more may. */
    public void passed(long bytes) {
        limit.passed(bytes);
    }

    /**
     * Waits until the next chunk may be begun.
     *
     * @return false if the command is to end
     * @throws SQLException if the thread was interrupted
     */
    public boolean mayGoOn() throws SQLException {
        lock.lock();
        try {
            while (held != null && !stopped) {
                changed.await();
            }
            return !stopped;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("Interrupted; run it again", e);
        } finally {
            lock.unlock();
        }
    }

    /** How much may pass in that time now; infinite if nothing is held back. */
    public double bytesIn(Duration time) {
        return limit.perSecond() * time.toNanos() / 1e9;
    }

    /** Whether anything is held back now. */
    public boolean restrains() {
        return limit.perSecond() < Double.POSITIVE_INFINITY;
    }

    /** Whether the operator has asked the command to stop. */
    public boolean stopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    private void look() {
        try {
            Orders orders = table.read(stores.target());
            boolean stop = orders.stops() > stopsBefore;
            String hold = reasons.of(orders);
            // Who is to end shall not wait for its rate.
            apply(stop ? MaxRate.UNLIMITED : orders.maxRate(), hold != null);
            decide(stop, hold);
        } catch (SQLException e) {
            // Whatever it is, the workers meet it too, and say so.
            auto.rest();
            if (UNDEFINED_TABLE.equals(e.getSQLState())) {
                // The migration was cancelled: there is nothing to go on with, and nobody left to say so.
                limit.set(Double.POSITIVE_INFINITY);
                decide(true, null);
            }
            stores.forget();
        }
    }

    private void apply(MaxRate rate, boolean held) throws SQLException {
        if (rate.kind() == MaxRate.Kind.AUTO && held) {
            auto.rest();
        } else if (rate.kind() == MaxRate.Kind.AUTO) {
            auto.look(stores.othersWork());
        } else {
            auto.close();
            limit.set(rate.kind() == MaxRate.Kind.FIXED ? rate.bytesPerSecond() : Double.POSITIVE_INFINITY);
        }
    }

    private void decide(boolean stop, String hold) {
        lock.lock();
        try {
            if (!Objects.equals(hold, held)) {
                live.accept(hold == null ? "going on" : "held: " + hold);
            }
            held = hold;
            stopped |= stop;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        watch.execute(() -> {
            auto.close();
            stores.forget();
        });
        watch.shutdown();
    }
}
