package io.migratingjdbc.admin.pace;

import java.util.Arrays;

/**
 * Finds the rate that others do not feel: statements are timed while nothing is moved, and while rows move; as long as few of the latter
 * are much slower than the former, the rate goes up, else down.
 */
final class AdaptiveRate {
    private static final double START = 8e6;
    private static final double LEAST = 1e6;
    private static final double MOST = 2e9;
    private static final double UP = 1.25;
    private static final double DOWN = 0.6;
    private static final double QUANTILE = 0.95;
    private static final double BEARABLE = 1.3;
    /** What a scheduler's whim may add to a statement of half a millisecond. */
    private static final double WHIM_NANOS = 50_000;
    /** As many as are slower than the quantile anyway. */
    private static final double SLOW_SHARE = 1 - QUANTILE;

    private double rate = START;
    private double bearableNanos;

    /** @param nanos times of statements while nothing was moved; at least one */
    void quiet(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        bearableNanos = BEARABLE * sorted[(int) ((sorted.length - 1) * QUANTILE)] + WHIM_NANOS;
    }

    /** @param nanos times of statements at the present rate */
    void moving(long[] nanos) {
        long slow = Arrays.stream(nanos).filter(each -> each > bearableNanos).count();
        double wished = slow > nanos.length * SLOW_SHARE ? rate * DOWN : rate * UP;
        rate = Math.min(MOST, Math.max(LEAST, wished));
    }

    double bytesPerSecond() {
        return rate;
    }
}
