package io.migratingjdbc.internal.control;

import io.migratingjdbc.internal.model.PendingTransition;

/** Counts how often the same transition was seen pending; used by one thread at a time. */
final class PendingWatch {
    private final int grace;
    private PendingTransition watched;
    private int seen;

    PendingWatch(int grace) {
        this.grace = grace;
    }

    /**
     * @param pending null if none is
     * @return whether its participant seems to have died
     */
    boolean overdue(PendingTransition pending) {
        if (pending == null || !pending.equals(watched)) {
            watched = pending;
            seen = 0;
            return false;
        }
        seen++;
        if (seen < grace) {
            return false;
        }
        seen = 0;
        return true;
    }
}
