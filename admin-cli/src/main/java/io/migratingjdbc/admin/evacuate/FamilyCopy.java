package io.migratingjdbc.admin.evacuate;

import io.migratingjdbc.admin.chunk.StorePair;
import io.migratingjdbc.admin.output.AdminException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/** Copies what is to be copied of one keyed table; shared by its workers. */
final class FamilyCopy {
    /** Data, integrity constraints, views' conditions, the application's own triggers, rows that differ: one entity's, which must not hold up the others. */
    private static final Set<String> OF_ONE_ENTITY = Set.of("22", "23", "44", "P0", "0A");

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
            done(ids, batches.run(stores, ids));
        } catch (SQLException e) {
            if (!isOfOneEntity(e)) {
                candidates.giveBack(ids);
                throw e;
            }
            oneByOne(stores, ids);
        } catch (RuntimeException e) {
            candidates.giveBack(ids);
            throw e;
        }
        return true;
    }

    private void oneByOne(StorePair stores, List<String> ids) throws SQLException {
        for (int i = 0; i < ids.size(); i++) {
            try {
                one(stores, ids.get(i));
            } catch (SQLException | RuntimeException e) {
                candidates.giveBack(ids.subList(i, ids.size()));
                throw e;
            }
        }
    }

    private void one(StorePair stores, String id) throws SQLException {
        try {
            done(List.of(id), batches.run(stores, List.of(id)));
        } catch (SQLException e) {
            if (!isOfOneEntity(e)) {
                throw e;
            }
            failed(id + " cannot be copied: " + AdminException.firstLine(e));
        }
    }

    private static boolean isOfOneEntity(SQLException e) {
        String state = e.getSQLState();
        return state != null && state.length() == 5 && OF_ONE_ENTITY.contains(state.substring(0, 2));
    }

    private void done(List<String> ids, BatchCopy.Done done) {
        candidates.done(ids);
        count(done);
    }

    private synchronized void count(BatchCopy.Done done) {
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
