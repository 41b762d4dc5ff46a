package io.migratingjdbc.admin.pace;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Holds threads back so that together they let no more than so many bytes through in a second. The rate may change at any time. */
final class RateLimit {
    /** What was not used is kept for so long, in seconds: a burst makes others wait, however low the rate. */
    private static final double BURST = 0.002;
    /** Of the rate, by which it counts as used: waiting threads oversleep, and chunks end. */
    private static final double USED = 0.5;
    /** How long a thread may go by an old rate. */
    private static final long SLICE = 50_000_000;

    private final LongSupplier nanoTime;
    private double perSecond = Double.POSITIVE_INFINITY;
    /** Bytes that may pass at once; a debt if negative. */
    private double credit;

    private long creditAt;
    private double passed;
    private double allowed;

    RateLimit(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.creditAt = nanoTime.getAsLong();
    }

    synchronized void set(double bytesPerSecond) {
        earn();
        perSecond = bytesPerSecond;
        credit = Math.min(credit, perSecond * BURST);
    }

    synchronized double perSecond() {
        return perSecond;
    }

    /** Whether so much has passed since the last call as could, but for what workers need between two chunks. */
    synchronized boolean wasUsed() {
        earn();
        boolean used = passed >= allowed * USED;
        passed = 0;
        allowed = 0;
        return used;
    }

    /** Returns when the bytes that have passed are paid for. */
    void passed(long bytes) {
        long wait = pay(bytes);
        while (wait > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(Math.min(wait, SLICE));
            wait = pay(0);
        }
    }

    /** @return nanoseconds until the debt is paid by the present rate */
    private synchronized long pay(long bytes) {
        if (perSecond == Double.POSITIVE_INFINITY) {
            credit = 0;
            return 0;
        }
        earn();
        passed += bytes;
        credit -= bytes;
        return credit >= 0 ? 0 : (long) Math.min(SLICE, -credit / perSecond * 1e9) + 1;
    }

    private void earn() {
        long now = nanoTime.getAsLong();
        if (perSecond < Double.POSITIVE_INFINITY) {
            double earned = perSecond * (now - creditAt) / 1e9;
            allowed += earned;
            credit = Math.min(perSecond * BURST, credit + earned);
        }
        creditAt = now;
    }
}
