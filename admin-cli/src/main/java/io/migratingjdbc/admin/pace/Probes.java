package io.migratingjdbc.admin.pace;

import io.migratingjdbc.internal.control.ConnectionSource;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.Sql;
import java.util.List;

/**
 * Times small statements in both stores, as an application's would be. Reading ones feel the processors; those that commit feel the disks
 * and, where a commit waits for it, the replica.
 */
final class Probes implements AutoCloseable {
    private static final String READING = "SELECT 1";
    private static final long BETWEEN_READING_MILLIS = 40;
    /** The lock is noted in the row, and so has to reach the disk; no dead row is left behind, and no other lock of this kind waits. */
    private static final String COMMITTING = " FOR KEY SHARE";
    /** Each of them is a write to the disk. */
    private static final long BETWEEN_COMMITTING_MILLIS = 80;

    static final int COUNT = 4;

    private final List<Probe> probes;

    Probes(ControlSchema control, ConnectionSource source, ConnectionSource target) {
        String commits = "SELECT FROM " + control.inUse() + " WHERE migration = " + Sql.literal(control.migration())
                + COMMITTING;
        this.probes = List.of(
                new Probe(source, READING, BETWEEN_READING_MILLIS),
                new Probe(target, READING, BETWEEN_READING_MILLIS),
                new Probe(source, commits, BETWEEN_COMMITTING_MILLIS),
                new Probe(target, commits, BETWEEN_COMMITTING_MILLIS));
    }

    /** Whether {@link #take} would give so many times of each. */
    boolean have(int count) {
        return probes.stream().allMatch(probe -> probe.count() >= count);
    }

    /** The times since the last call, in nanoseconds, of each kind of statement in each store. */
    List<List<Long>> take() {
        return probes.stream().map(Probe::take).toList();
    }

    @Override
    public void close() {
        probes.forEach(Probe::close);
    }
}
