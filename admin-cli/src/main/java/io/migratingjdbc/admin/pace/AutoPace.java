package io.migratingjdbc.admin.pace;

import java.util.function.Supplier;

/**
 * The default pace: as fast as possible while nobody else works in the stores, else as fast as others do not feel. Now and then it holds
 * everything for a moment, to see how fast statements are without the copy.
 */
final class AutoPace implements AutoCloseable {
    /** Looks, of which there are four in a second. */
    private static final int QUIET_LOOKS = 2;

    /** Workers wait meanwhile, in the middle of their chunks. */
    private static final int MOST_QUIET_LOOKS = 8;

    private static final int MOVING_LOOKS = 120;
    private static final int ENOUGH = 20;

    private final RateLimit limit;
    private final Supplier<Probe> probes;
    private final AdaptiveRate rate = new AdaptiveRate();
    private Probe probe;
    private int quietLooks;
    private int movingLooks;

    /** @param probes begins to time statements */
    AutoPace(RateLimit limit, Supplier<Probe> probes) {
        this.limit = limit;
        this.probes = probes;
    }

    /** Several times a second. @param othersWork whether anybody would feel anything */
    void look(boolean othersWork) {
        if (!othersWork) {
            close();
            limit.set(Double.POSITIVE_INFINITY);
        } else if (probe == null) {
            probe = probes.get();
            beQuiet();
        } else if (quietLooks > 0) {
            quietLook();
        } else if (movingLooks >= MOVING_LOOKS) {
            beQuiet();
        } else {
            movingLook();
        }
    }

    private void beQuiet() {
        limit.set(0);
        probe.take();
        quietLooks = 1;
        movingLooks = 0;
    }

    private void quietLook() {
        quietLooks++;
        boolean enough = quietLooks > QUIET_LOOKS && probe.count() >= ENOUGH;
        if (enough || quietLooks > MOST_QUIET_LOOKS) {
            rate.quiet(probe.take());
            limit.set(rate.bytesPerSecond());
            quietLooks = 0;
        }
    }

    private void movingLook() {
        movingLooks++;
        // Twice a second: of fewer times too little can be said.
        if (movingLooks % 2 == 0) {
            rate.moving(probe.take());
            limit.set(rate.bytesPerSecond());
        }
    }

    @Override
    public void close() {
        if (probe != null) {
            probe.close();
            probe = null;
        }
    }
}
