package io.migratingjdbc.admin.pace;

import java.util.function.Supplier;

/**
 * The default pace: as fast as possible while nobody else works in the stores, else as fast as others do not feel. Now and then it holds
 * everything for a moment, to see how fast statements are without the copy.
 */
final class AutoPace implements AutoCloseable {
    /** Looks, of which there are four in a second. */
    private static final int QUIET_LOOKS = 2;

    /** Until then what was under way when it became quiet comes through, which is no measure. */
    private static final int SETTLED = 2;

    /** Workers wait meanwhile, in the middle of their chunks. */
    private static final int MOST_QUIET_LOOKS = 8;

    /** Between two quiet moments: the stores' own moods last for some ten seconds. */
    private static final int MOVING_LOOKS = 40;
    /** Times of each probe. */
    private static final int ENOUGH = 4;

    private final RateLimit limit;
    private final Supplier<Probes> begin;
    private final AdaptiveRate rate = new AdaptiveRate();
    private Probes probes;
    private int quietLooks;
    private int movingLooks;
    /** At the first look none of the command's own sessions is just beginning. */
    private boolean othersWorked = true;

    /** @param begin begins to time statements */
    AutoPace(RateLimit limit, Supplier<Probes> begin) {
        this.limit = limit;
        this.begin = begin;
    }

    /** Several times a second. @param othersWork whether anybody would feel anything */
    void look(boolean othersWork) {
        // One that is just beginning may be this command's own session, without its name yet.
        boolean seenTwice = othersWork && othersWorked;
        othersWorked = othersWork;
        if (!othersWork) {
            close();
            limit.set(Double.POSITIVE_INFINITY);
        } else if (probes == null) {
            if (seenTwice) {
                probes = begin.get();
                beQuiet();
            }
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
        quietLooks = 1;
        movingLooks = 0;
    }

    private void quietLook() {
        quietLooks++;
        if (quietLooks == SETTLED) {
            probes.take();
            return;
        }
        boolean enough = quietLooks >= SETTLED + QUIET_LOOKS && probes.have(ENOUGH);
        if (enough || quietLooks > MOST_QUIET_LOOKS) {
            limit.wasUsed();
            rate.quiet(probes.take());
            limit.set(rate.bytesPerSecond());
            quietLooks = 0;
        }
    }

    private void movingLook() {
        movingLooks++;
        // Twice a second: of fewer times too little can be said.
        if (movingLooks % 2 == 0) {
            rate.moving(probes.take(), limit::wasUsed);
            limit.set(rate.bytesPerSecond());
        }
    }

    /**
     * Nothing is begun now, or the stores cannot be looked at. Whoever waits in a quiet moment goes on: to end a chunk, or to notice it,
     * too.
     */
    void rest() {
        othersWorked = false;
        if (probes != null) {
            close();
            limit.set(rate.bytesPerSecond());
        }
    }

    @Override
    public void close() {
        if (probes != null) {
            probes.close();
            probes = null;
        }
    }
}
