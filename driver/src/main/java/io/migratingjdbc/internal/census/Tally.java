package io.migratingjdbc.internal.census;

import io.migratingjdbc.internal.route.Forecast;
import io.migratingjdbc.internal.route.Verdict;
import io.migratingjdbc.internal.sql.StatementShape;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * The executions of one shape, by verdict. Counts only grow, so that none is lost however often storing them fails; what has been
 * stored is known to the one thread at a time that stores.
 */
final class Tally {
    private static final int VERDICTS = Verdict.values().length;

    private final StatementShape shape;
    private final LongAdder[] counts =
            Stream.generate(LongAdder::new).limit(VERDICTS).toArray(LongAdder[]::new);
    private final long[] stored = new long[VERDICTS];
    private volatile String reason;

    Tally(StatementShape shape) {
        this.shape = shape;
    }

    void count(Forecast forecast) {
        if (forecast.isRefused()) {
            reason = forecast.reason();
        }
        counts[forecast.verdict().ordinal()].increment();
    }

    boolean isPending() {
        for (Verdict verdict : Verdict.values()) {
            if (counts[verdict.ordinal()].sum() > stored[verdict.ordinal()]) {
                return true;
            }
        }
        return false;
    }

    /** What has not been stored yet. */
    Sighting sighting() {
        long[] news = new long[VERDICTS];
        for (int i = 0; i < VERDICTS; i++) {
            news[i] = counts[i].sum() - stored[i];
        }
        return new Sighting(this, shape, news, reason);
    }

    void stored(long[] news) {
        for (int i = 0; i < VERDICTS; i++) {
            stored[i] += news[i];
        }
    }
}
