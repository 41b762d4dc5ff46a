package io.migratingjdbc.admin.evacuate;

import io.migratingjdbc.admin.chunk.StorePair;
import io.migratingjdbc.admin.output.AdminException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** Copies what is to be copied of one keyed table; shared by its workers. */
final class FamilyCopy {
    /** Integrity constraints: that of one entity must not hold up the others. */
    private static final String CONSTRAINT = "23";

    private static final int SHOWN = 10;

    private final Candidates candidates;
    private final BatchCopy batches;
    private final LongConsumer progress;
    private final List<String> failures = new ArrayList<>();
    private long copied;
    private long rows;
    private long gone;

    /** @param progress is told the number of entities copied so far */
    FamilyCopy(Candidates candidates, BatchCopy batches, LongConsumer progress) {
        this.candidates = candidates;
        this.batches = batches;
        this.progress = progress;
    }

    /** @return false if there is no more to do */
    boolean step(StorePair stores) throws SQLException {
        List<String> ids = candidates.next(stores.source());
        if (ids.isEmpty()) {
            return false;
        }
        try {
            done(batches.run(stores, ids));
        } catch (SQLException e) {
            if (!isConstraint(e)) {
                candidates.giveBack(ids);
                throw e;
            }
            for (String id : ids) {
                one(stores, id);
            }
        }
        return true;
    }

    private void one(StorePair stores, String id) throws SQLException {
        try {
            done(batches.run(stores, List.of(id)));
        } catch (SQLException e) {
            if (!isConstraint(e)) {
                throw e;
            }
            failed(id + " cannot be copied: " + AdminException.firstLine(e));
        }
    }

    private static boolean isConstraint(SQLException e) {
        return e.getSQLState() != null && e.getSQLState().startsWith(CONSTRAINT);
    }

    private synchronized void done(BatchCopy.Done done) {
        copied += done.copied();
        rows += done.rows();
        gone += done.gone();
        progress.accept(copied);
    }

    private synchronized void failed(String failure) {
        if (failures.size() < SHOWN) {
            failures.add(failure);
        }
    }

    synchronized long copied() {
        return copied;
    }

    synchronized long rows() {
        return rows;
    }

    synchronized long gone() {
        return gone;
    }

    synchronized List<String> failures() {
        return List.copyOf(failures);
    }
}
