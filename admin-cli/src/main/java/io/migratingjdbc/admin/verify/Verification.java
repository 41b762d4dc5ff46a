package io.migratingjdbc.admin.verify;

import io.migratingjdbc.admin.chunk.StorePair;
import io.migratingjdbc.admin.chunk.Workers;
import io.migratingjdbc.internal.control.ConnectionSource;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.CopyPlan;
import io.migratingjdbc.internal.replicate.CopyTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Compares immutable tables between the stores while both are in use, by hashes that the databases compute. Each row that differs gets a
 * second look, which knows rows that are just being carried.
 */
public final class Verification {
    private static final int SAMPLES = 10;

    private final ControlSchema control;
    private final CopyPlan plan;
    private final ConnectionSource source;
    private final ConnectionSource target;
    private final int workers;

    public Verification(
            ControlSchema control, CopyPlan plan, ConnectionSource source, ConnectionSource target, int workers) {
        this.control = control;
        this.plan = plan;
        this.source = source;
        this.target = target;
        this.workers = workers;
    }

    /** Told while a table is compared. Called by several threads. */
    @FunctionalInterface
    public interface Progress {
        /** @param rows of the source, so far */
        void compared(TableName table, long rows);
    }

    public List<TableVerification> run(Progress progress) throws SQLException {
        List<TableVerification> results = new ArrayList<>();
        for (CopyTable table : plan.tables()) {
            results.add(verify(table, progress));
        }
        return results;
    }

    private TableVerification verify(CopyTable table, Progress progress) throws SQLException {
        Findings findings = new Findings();
        AtomicLong rows = new AtomicLong();
        try (StorePair stores = new StorePair(source, target)) {
            Reading reading = new Reading(table, RowHash.of(table, stores.source(), stores.target()));
            if (KeyOrder.isSame(table, stores.source(), stores.target())) {
                RangeComparison ranges = new RangeComparison(
                        table, reading, findings, some -> progress.compared(table.name(), rows.addAndGet(some)));
                new Workers(source, target, workers).run(ranges::step);
            } else {
                new WholeComparison(table, reading, findings).run(stores);
                progress.compared(table.name(), findings.sourceRows());
            }
            return result(table, findings, stores);
        }
    }

    private TableVerification result(CopyTable table, Findings findings, StorePair stores) throws SQLException {
        List<Candidate> candidates = findings.candidates();
        boolean exact = !findings.full();
        List<Candidate> differing =
                exact ? new SecondLook(control, table).stillDiffering(stores, candidates) : candidates;
        Map<Difference, Integer> counts = new EnumMap<>(Difference.class);
        differing.forEach(candidate -> counts.merge(candidate.difference(), 1, Integer::sum));
        return new TableVerification(
                table.name(),
                findings.sourceRows(),
                findings.targetRows(),
                counts.getOrDefault(Difference.MISSING, 0),
                counts.getOrDefault(Difference.EXTRA, 0),
                counts.getOrDefault(Difference.DIFFERENT, 0),
                exact,
                differing.stream().limit(SAMPLES).map(Candidate::pk).toList());
    }
}
