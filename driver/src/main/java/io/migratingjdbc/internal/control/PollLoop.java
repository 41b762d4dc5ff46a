package io.migratingjdbc.internal.control;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Runs a step at once, then every interval or when woken, in a daemon thread of its own. */
final class PollLoop implements AutoCloseable {
    private final Runnable step;
    private final long intervalNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private boolean woken;
    private boolean closed;

    private PollLoop(Runnable step, Duration interval) {
        this.step = step;
        this.intervalNanos = interval.toNanos();
    }

    /** @param step must not throw */
    static PollLoop start(String name, Runnable step, Duration interval) {
        PollLoop loop = new PollLoop(step, interval);
        Thread thread = new Thread(loop::run, name);
        thread.setDaemon(true);
        thread.start();
        return loop;
    }

    /** The next step begins without waiting for the interval. */
    void wake() {
        lock.lock();
        try {
            woken = true;
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** No step begins after this; one that runs is not waited for. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        do {
            step.run();
        } while (awaitNext());
    }

    private boolean awaitNext() {
        lock.lock();
        try {
            long left = intervalNanos;
            while (!closed && !woken && left > 0) {
                left = change.awaitNanos(left);
            }
            woken = false;
            return !closed;
        } catch (InterruptedException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }
}
