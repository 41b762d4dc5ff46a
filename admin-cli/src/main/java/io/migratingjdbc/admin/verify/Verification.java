package io.migratingjdbc.admin.verify;

import io.migratingjdbc.admin.chunk.KeptPair;
import io.migratingjdbc.admin.chunk.Patience;
import io.migratingjdbc.admin.chunk.StorePair;
import io.migratingjdbc.admin.chunk.Workers;
import io.migratingjdbc.admin.copy.DataCopy;
import io.migratingjdbc.admin.pace.Pacer;
import io.migratingjdbc.internal.control.ConnectionSource;
import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.CopyPlan;
import io.migratingjdbc.internal.replicate.CopyTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares immutable tables between the stores while both are in use, by hashes that the databases compute. Each row that differs gets a
 * second look, which knows rows that are just being carried. May be stopped anywhere and run again: ranges that are compared stay so.
 */
public final class Verification {
    private static final int SAMPLES = 10;
    private static final double UNKNOWN_ROW_BYTES = 200;

    private final ControlSchema control;
    private final ComparisonRun comparison;
    private final VerifiedTables verified;
    private final CopyPlan plan;
    private final ConnectionSource source;
    private final ConnectionSource target;
    private final int workers;
    private final Pacer pacer;
    private final Patience patience;

    /** @param epoch the migration's */
    public Verification(
            ControlSchema control,
            long epoch,
            CopyPlan plan,
            ConnectionSource source,
            ConnectionSource target,
            int workers,
            Pacer pacer,
            Patience patience) {
        this.control = control;
        this.comparison = new ComparisonRun(control, epoch);
        this.verified = comparison.tables();
        this.plan = plan;
        this.source = source;
        this.target = target;
        this.workers = workers;
        this.pacer = pacer;
        this.patience = patience;
    }

    /** Told while a table is compared. Called by several threads. */
    @FunctionalInterface
    public interface Progress {
        /**
         * @param rows of the source, so far, earlier runs included
         * @param expected the statistics' guess of all rows; -1 if there is none
         */
        void compared(TableName table, long rows, long expected);
    }

    /**
     * What was found.
     *
     * @param complete false if it was stopped before the end
     * @param began when the first of the rows was compared
     */
    public record Result(boolean complete, Instant began, List<TableVerification> tables) {}

    /**
     * @param now by the clock that the age of a comparison is told by
     * @param maxAge of an unfinished comparison that is worth going on with
     * @param again whether to begin from the beginning in any case
     * @param repair is given the rows that are in one store only
     */
    public Result run(Instant now, Duration maxAge, boolean again, Repair repair, Progress progress)
            throws SQLException {
        try (KeptPair stores = new KeptPair(source, target, patience)) {
            Map<CopyTable, Long> tables = stores.with(this::expected);
            stores.with(pair -> {
                comparison.begin(pair.target(), tables, now, now.minus(maxAge), again);
                return null;
            });
            for (Map.Entry<CopyTable, Long> table : tables.entrySet()) {
                if (pacer.mayGoOn()) {
                    compare(stores, table.getKey(), table.getValue(), progress);
                }
            }
            boolean complete = !pacer.stopped();
            List<TableVerification> results = new ArrayList<>();
            for (CopyTable table : plan.tables()) {
                results.add(stores.with(pair -> result(pair, table, repair)));
            }
            Instant began =
                    stores.with(pair -> complete ? comparison.finish(pair.target()) : comparison.began(pair.target()));
            return new Result(complete, began, results);
        }
    }

    private Map<CopyTable, Long> expected(StorePair stores) throws SQLException {
        Map<String, Long> estimates = DataCopy.estimatedRows(stores.source(), plan);
        Map<CopyTable, Long> tables = new LinkedHashMap<>();
        plan.tables()
                .forEach(table -> tables.put(table, estimates.get(table.name().toString())));
        return tables;
    }

    private void compare(KeptPair stores, CopyTable table, long expected, Progress progress) throws SQLException {
        Task task = stores.with(pair -> task(pair, table, expected, progress));
        if (task != null) {
            // A connection that nobody uses for hours may be lost without a word.
            stores.close();
            new Workers(source, target, workers, patience).run(task::step);
            stores.with(pair -> requireEnd(pair, table));
        }
    }

    /** Guards against a range that nobody has compared, and a column: what is called the same must have been looked at. */
    private Void requireEnd(StorePair stores, CopyTable table) throws SQLException {
        CopyTable now = CopyPlan.read(stores.source(), stores.target(), List.of(table.name()))
                .tables()
                .get(0);
        if (!now.equals(table)) {
            throw ErrorCode.REFUSED.exception("Table " + table.name()
                    + " was changed while it was compared: run verify again, which begins anew");
        }
        VerifiedTables.State state = verified.read(stores.target(), table.name());
        if (!state.finished() && !state.compared().full() && !pacer.stopped()) {
            throw ErrorCode.REFUSED.exception("Table " + table.name() + " was compared only up to the primary key "
                    + state.compared().upTo() + "; run verify again");
        }
        return null;
    }

    /** What workers do until they are done. */
    @FunctionalInterface
    private interface Task {
        boolean step(StorePair stores) throws SQLException;
    }

    /** @return null if the table is finished */
    private Task task(StorePair stores, CopyTable table, long expected, Progress progress) throws SQLException {
        VerifiedTables.State state = verified.read(stores.target(), table.name());
        if (state.finished()) {
            return null;
        }
        Reading reading = new Reading(
                table,
                RowHash.of(table, stores.source(), stores.target()),
                stores.both(here -> Scan.of(here, table.source()), there -> Scan.of(there, table.target())));
        Ledger ledger = new Ledger(state.compared(), (there, done) -> {
            verified.save(there, table.name(), done);
            progress.compared(table.name(), done.sourceRows(), expected);
        });
        if (KeyOrder.isSame(table, stores.source(), stores.target())) {
            Remainder remainder = new Remainder(expected - state.compared().sourceRows(), workers);
            return new RangeComparison(table, reading, ledger, pacer, rowBytes(stores.source(), table), remainder)
                    ::step;
        }
        WholeComparison whole = new WholeComparison(table, reading, ledger, pacer);
        return whole::step;
    }

    private static double rowBytes(Connection source, CopyTable table) throws SQLException {
        String sql = "SELECT pg_catalog.pg_table_size(oid)::float8 / nullif(reltuples, 0) FROM pg_catalog.pg_class"
                + " WHERE oid = ? AND reltuples > 0 AND relkind = 'r'";
        try (PreparedStatement statement = source.prepareStatement(sql)) {
            statement.setLong(1, table.source().oid());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getDouble(1) : UNKNOWN_ROW_BYTES;
            }
        }
    }

    private TableVerification result(StorePair stores, CopyTable table, Repair repair) throws SQLException {
        Compared compared = verified.read(stores.target(), table.name()).compared();
        SecondLook secondLook = new SecondLook(control, table);
        List<Candidate> found = secondLook.stillDiffering(stores, compared.candidates());
        List<String> missing = keys(found, Difference.MISSING);
        List<String> extra = keys(found, Difference.EXTRA);
        List<Candidate> left = found;
        if (!missing.isEmpty() || !extra.isEmpty()) {
            repair.bring(table.name(), missing, extra);
            left = secondLook.stillDiffering(stores, found);
        }
        return new TableVerification(
                table.name(),
                compared.sourceRows(),
                compared.targetRows(),
                keys(left, Difference.MISSING).size(),
                keys(left, Difference.EXTRA).size(),
                keys(left, Difference.DIFFERENT).size(),
                found.size() - left.size(),
                !compared.full(),
                left.stream().limit(SAMPLES).map(Candidate::pk).toList());
    }

    private static List<String> keys(List<Candidate> candidates, Difference difference) {
        return candidates.stream()
                .filter(candidate -> candidate.difference() == difference)
                .map(Candidate::pk)
                .toList();
    }
}
