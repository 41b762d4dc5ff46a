package io.migratingjdbc.admin.verify;

import java.util.ArrayList;
import java.util.List;

/**
 * What the comparison of a table, or of a range of it, has found.
 *
 * @param upTo the key up to which it went; null for the end of the table
 * @param candidates rows that differed
 */
record Compared(List<String> upTo, long sourceRows, long targetRows, List<Candidate> candidates) {
    /** Beyond so many, a table is plainly another one. */
    static final int MOST = 10_000;

    static final Compared NOTHING = new Compared(null, 0, 0, List.of());

    Compared {
        candidates = List.copyOf(candidates);
    }

    /** Together with the range that follows. */
    Compared then(Compared next) {
        List<Candidate> all = new ArrayList<>(candidates);
        all.addAll(next.candidates.subList(0, Math.min(next.candidates.size(), MOST - all.size())));
        return new Compared(next.upTo, sourceRows + next.sourceRows, targetRows + next.targetRows, all);
    }

    boolean full() {
        return candidates.size() >= MOST;
    }
}
