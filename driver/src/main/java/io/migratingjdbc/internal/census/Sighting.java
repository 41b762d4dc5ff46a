package io.migratingjdbc.internal.census;

import io.migratingjdbc.internal.route.Verdict;
import io.migratingjdbc.internal.sql.StatementShape;

/**
 * Executions of one shape that are to be stored.
 *
 * @param counts by the verdict's place in its enum
 * @param reason of the latest refusal; null if there was none
 */
record Sighting(Tally tally, StatementShape shape, long[] counts, String reason) {

    long count(Verdict verdict) {
        return counts[verdict.ordinal()];
    }

    void markStored() {
        tally.stored(counts);
    }
}
