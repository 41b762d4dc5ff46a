package io.migratingjdbc.admin.verify;

import java.util.ArrayList;
import java.util.List;

/** What several workers have found in one table. */
final class Findings {
    /** Beyond so many, a table is plainly another one. */
    static final int MOST = 10_000;

    private final List<Candidate> candidates = new ArrayList<>();
    private long sourceRows;
    private long targetRows;

    synchronized void compared(long here, long there) {
        sourceRows += here;
        targetRows += there;
    }

    synchronized void add(List<Candidate> found) {
        candidates.addAll(found.subList(0, Math.min(found.size(), MOST - candidates.size())));
    }

    synchronized boolean full() {
        return candidates.size() >= MOST;
    }

    synchronized List<Candidate> candidates() {
        return List.copyOf(candidates);
    }

    synchronized long sourceRows() {
        return sourceRows;
    }

    synchronized long targetRows() {
        return targetRows;
    }
}
