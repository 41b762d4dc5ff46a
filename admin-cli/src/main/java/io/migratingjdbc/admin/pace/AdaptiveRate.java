package io.migratingjdbc.admin.pace;

import java.util.Arrays;

/**
 * Finds the rate that others do not feel: statements are timed while nothing is moved, and while rows move; as long as few of the latter
 * are much slower than the former, the rate goes up, else down. Near a rate that was too high it goes up slowly, because each time that it is
 * too high is felt; until things are measured anew without any movement.
 */
final class AdaptiveRate {
    private static final double START = 8e6;
    private static final double LEAST = 4e6;
    private static final double MOST = 2e9;
    private static final double UP = 1.25;
    private static final double UP_SLOWLY = 1.01;
    private static final double DOWN = 0.6;
    /** Of a rate that was too high. */
    private static final double NEAR = 0.75;

    private static final double QUANTILE = 0.95;
    private static final double BEARABLE = 1.3;
    /** What a scheduler's whim may add to a statement of half a millisecond. */
    private static final double WHIM_NANOS = 50_000;
    /** As many as are slower than the quantile anyway. */
    private static final double SLOW_SHARE = 1 - QUANTILE;

    private double rate = START;
    private double tooHigh = Double.POSITIVE_INFINITY;
    private double bearableNanos;

    /** @param nanos times of statements while nothing was moved; none if not one came through: then hardly anything may move */
    void quiet(long[] nanos) {
        if (nanos.length == 0) {
            rate = LEAST;
            return;
        }
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        tooHigh = Double.POSITIVE_INFINITY;
        bearableNanos = BEARABLE * sorted[(int) ((sorted.length - 1) * QUANTILE)] + WHIM_NANOS;
    }

    /** @param nanos times of statements at the present rate; none means that they are slower than anything */
    void moving(long[] nanos) {
        long slow = Arrays.stream(nanos).filter(each -> each > bearableNanos).count();
        if (nanos.length == 0 || slow > nanos.length * SLOW_SHARE) {
            tooHigh = rate;
            rate = Math.max(LEAST, rate * DOWN);
        } else {
            rate = Math.min(MOST, rate * (rate * UP < tooHigh * NEAR ? UP : UP_SLOWLY));
        }
    }

    double bytesPerSecond() {
        return rate;
    }
}
