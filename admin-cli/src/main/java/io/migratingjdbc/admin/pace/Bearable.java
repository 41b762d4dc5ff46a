package io.migratingjdbc.admin.pace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * How slow one kind of statements in one store may be while rows move: so that few are much slower than they are while nothing moves. How
 * fast they are then differs from one moment to the next, so that several moments count.
 */
final class Bearable {
    private static final int QUIET_MOMENTS = 3;
    private static final double QUANTILE = 0.95;
    private static final double FACTOR = 1.3;
    /** What a scheduler's whim may add to a statement of half a millisecond. */
    private static final double WHIM_NANOS = 50_000;
    /** Of fewer too little can be said. */
    private static final int ENOUGH = 40;

    private final Deque<List<Long>> quiet = new ArrayDeque<>();
    private final List<Long> moving = new ArrayList<>();
    private double mostNanos;

    /** @param nanos times while nothing was moved */
    void quiet(List<Long> nanos) {
        quiet.addLast(nanos);
        if (quiet.size() > QUIET_MOMENTS) {
            quiet.removeFirst();
        }
        List<Long> sorted = quiet.stream().flatMap(Collection::stream).sorted().toList();
        mostNanos = FACTOR * sorted.get((int) ((sorted.size() - 1) * QUANTILE)) + WHIM_NANOS;
        moving.clear();
    }

    /** What can be said of the present rate. */
    enum Verdict {
        BEARABLE,
        TOO_EARLY_TO_SAY,
        EXCEEDED
    }

    /** @param nanos more times at the present rate; none means that they are slower than anything */
    Verdict judge(List<Long> nanos) {
        moving.addAll(nanos);
        long slow = moving.stream().filter(each -> each > mostNanos).count();
        if (nanos.isEmpty() || slow > Math.max(ENOUGH, moving.size()) * (1 - QUANTILE)) {
            return Verdict.EXCEEDED;
        }
        return moving.size() < ENOUGH ? Verdict.TOO_EARLY_TO_SAY : Verdict.BEARABLE;
    }

    /** The rate is another one now. */
    void beginAnew() {
        moving.clear();
    }
}
