package io.migratingjdbc.admin.verify;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Puts the ranges that workers have compared back in order. Only what lies end to end from the table's beginning is saved, so that a
 * comparison can be taken up again behind it.
 */
final class Ledger {
    private final Saving saving;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Integer, Compared> ahead = new HashMap<>();
    private Compared done;
    private int next;

    /** Keeps what is found. */
    @FunctionalInterface
    interface Saving {
        void save(Connection target, Compared done) throws SQLException;
    }

    /** @param done by an earlier run */
    Ledger(Compared done, Saving saving) {
        this.done = done;
        this.saving = saving;
    }

    /** @param number of the range, from 0 */
    void compared(Connection target, int number, Compared range) throws SQLException {
        lock.lock();
        try {
            // One that comes again was counted, but perhaps not saved, when its connection was lost.
            if (number >= next) {
                ahead.put(number, range);
            }
            for (Compared each = ahead.remove(next); each != null; each = ahead.remove(next)) {
                done = done.then(each);
                next++;
            }
            // Under the lock, so that less is never saved over more.
            saving.save(target, done);
        } finally {
            lock.unlock();
        }
    }

    Compared done() {
        lock.lock();
        try {
            return done;
        } finally {
            lock.unlock();
        }
    }
}
