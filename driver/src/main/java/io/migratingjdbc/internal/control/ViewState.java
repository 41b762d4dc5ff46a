package io.migratingjdbc.internal.control;

import io.migratingjdbc.internal.model.MigrationView;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * A host's view, its lease, and its launches and other statements over two stores in flight.
 *
 * <p>Invariants: a ticket is opened under the view in the same critical section, and views only get newer, so
 * that an epoch which may be acknowledged once stays acknowledgeable. The lease counts from the moment the read
 * was sent, on the monotonic clock, so that it ends no later than the one in the metadata store.
 */
final class ViewState {
    private final long leaseNanos;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<Long, Integer> openLaunches = new TreeMap<>();
    private final TreeMap<Long, Integer> openStatements = new TreeMap<>();
    private volatile Current current = new Current(null, 0, false);

    ViewState(Duration lease, LongSupplier nanoTime) {
        this.leaseNanos = lease.toNanos();
        this.nanoTime = nanoTime;
    }

    /** @param view null before the first */
    private record Current(MigrationView view, long sentAt, boolean usable) {}

    /** @param epoch 0 while a launch, or a statement over two stores, of an older view is in flight */
    record Acknowledgement(long epoch, int inFlight) {}

    /** Empty if there is no view whose lease still runs. Asked for every statement, hence without the lock. */
    Optional<MigrationView> valid() {
        Current now = current;
        boolean valid = now.usable() && nanoTime.getAsLong() - now.sentAt() < leaseNanos;
        return Optional.ofNullable(valid ? now.view() : null);
    }

    /** A launch under the valid view; empty if there is none. */
    Optional<Ticket> launch(Runnable afterClose) {
        return open(openLaunches, afterClose);
    }

    /** A statement under the valid view; empty if there is none. */
    Optional<Ticket> statement(Runnable afterClose) {
        return open(openStatements, afterClose);
    }

    private Optional<Ticket> open(TreeMap<Long, Integer> kind, Runnable afterClose) {
        lock.lock();
        try {
            return valid().map(view -> {
                kind.merge(view.epoch(), 1, Integer::sum);
                return new Open(view, kind, afterClose);
            });
        } finally {
            lock.unlock();
        }
    }

    /** The latest view, valid or not; null before the first. */
    MigrationView latest() {
        return current.view();
    }

    void adopt(MigrationView fresh, long readSentAt) {
        lock.lock();
        try {
            MigrationView before = current.view();
            if (before != null && fresh.epoch() < before.epoch()) {
                throw new IllegalArgumentException("Epoch " + fresh.epoch() + " after " + before.epoch());
            }
            current = new Current(fresh, readSentAt, true);
        } finally {
            lock.unlock();
        }
    }

    /** No view may be used until one is adopted again. */
    void suspend() {
        lock.lock();
        try {
            current = new Current(current.view(), current.sentAt(), false);
        } finally {
            lock.unlock();
        }
    }

    Acknowledgement acknowledgement() {
        lock.lock();
        try {
            MigrationView view = current.view();
            boolean older = view == null || anyBefore(openLaunches, view) || anyBefore(openStatements, view);
            int inFlight =
                    openLaunches.values().stream().mapToInt(Integer::intValue).sum();
            return new Acknowledgement(older ? 0 : view.epoch(), inFlight);
        } finally {
            lock.unlock();
        }
    }

    private static boolean anyBefore(TreeMap<Long, Integer> open, MigrationView view) {
        return !open.isEmpty() && open.firstKey() < view.epoch();
    }

    private final class Open implements Ticket {
        private final MigrationView routedUnder;
        private final TreeMap<Long, Integer> kind;
        private final Runnable afterClose;
        private boolean closed;

        Open(MigrationView routedUnder, TreeMap<Long, Integer> kind, Runnable afterClose) {
            this.routedUnder = routedUnder;
            this.kind = kind;
            this.afterClose = afterClose;
        }

        @Override
        public MigrationView view() {
            return routedUnder;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (closed) {
                    return;
                }
                closed = true;
                kind.computeIfPresent(routedUnder.epoch(), (epoch, open) -> open == 1 ? null : open - 1);
            } finally {
                lock.unlock();
            }
            afterClose.run();
        }
    }
}
