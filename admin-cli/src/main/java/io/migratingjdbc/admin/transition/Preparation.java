package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.chunk.Patience;
import io.migratingjdbc.admin.copy.Copied;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.output.ExitCode;
import io.migratingjdbc.admin.output.Result;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.admin.pace.Orders;
import io.migratingjdbc.admin.pace.Pacer;
import io.migratingjdbc.admin.schema.DeferredDdl;
import io.migratingjdbc.admin.verify.Repair;
import io.migratingjdbc.admin.verify.TableVerification;
import io.migratingjdbc.admin.verify.Verification;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TablePlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The long work before MIGRATION: copying the immutable tables, and comparing them. */
public final class Preparation {
    /** Unless the operator says otherwise. */
    public static final int WORKERS = 2;

    private static final Duration OUTAGE = Duration.ofMinutes(10);

    private final Migration migration;
    private final Text live;
    private final Replication replication;

    public Preparation(Migration migration, Text live) {
        this.migration = migration;
        this.live = live;
        this.replication = new Replication(migration);
    }

    /**
     * @param complete false if the operator has stopped it before the end
     * @param read rows of the initial store
     * @param inserted how many of them are new in the target
     * @param seconds how long the chunks took
     */
    public record CopyResult(boolean complete, long read, long inserted, long bytes, double seconds) implements Result {
        @Override
        public void print(Text text) {
            text.line("Copied: " + inserted + " rows are new in the target"
                    + (read == 0 ? "." : String.format(Locale.ROOT, ", %.1f MB/s.", bytes / 1e6 / seconds)));
            if (!complete) {
                text.line("Stopped before the end: run copy again, it goes on where it was.");
            }
        }

        @Override
        public ExitCode exitCode() {
            return complete ? ExitCode.DONE : ExitCode.NOT_YET;
        }
    }

    /**
     * @param tables in the order in which they would be copied, with the statistics' guess of their rows; -1
     *     for none
     */
    public record CopyPlanResult(Map<String, Long> tables) implements Result {
        @Override
        public void print(Text text) {
            tables.forEach((table, rows) -> text.line("  would copy " + table
                    + (rows < 0 ? ", of unknown size (never analysed)" : ", about " + rows + " rows")));
        }
    }

    /**
     * @param complete false if the operator has stopped it before the end
     * @param sinceSeconds how long ago its first range was compared
     * @param seconds how long this run took
     */
    public record VerifyResult(
            boolean complete, boolean clean, List<TableVerification> tables, double sinceSeconds, double seconds)
            implements Result {
        @Override
        public void print(Text text) {
            tables.forEach(table -> text.line("  " + describe(table)));
            text.line(
                    !complete
                            ? "Stopped before the end: run verify again, it goes on where it was."
                            : clean
                                    ? "The immutable tables are the same in both stores."
                                    : "The stores differ: see above.");
        }

        @Override
        public ExitCode exitCode() {
            return !complete ? ExitCode.NOT_YET : clean ? ExitCode.DONE : ExitCode.FAILED;
        }
    }

    public CopyPlanResult copyPlan(MigrationView view) throws SQLException {
        Pace.requireTwoStores(view, "copy");
        return new CopyPlanResult(replication.estimatedRows());
    }

    /**
     * @param workers how many chunks are copied at the same time
     * @param orders what the operator changes of the pace
     */
    public CopyResult copy(MigrationView view, int workers, UnaryOperator<Orders> orders) throws SQLException {
        Pace.requireTwoStores(view, "copy");
        replication.installCapture();
        Movement movement = new Movement("copying", live);
        long start = System.nanoTime();
        try (Pacer pacer = new Pace(migration).pacer(orders, live)) {
            Copied copied = replication.copy(
                    view,
                    workers,
                    pacer,
                    patience(),
                    (table, rows, expected) -> movement.show(table, rows.read(), expected, rows.bytes()));
            double seconds = (System.nanoTime() - start) / 1e9;
            if (!pacer.stopped()) {
                migration.stores().forgetLost();
                replication.carry(Role.INITIAL);
                makeDeferred();
                new Milestones(migration).copied(view, copied.inserted() + " rows were new in the target");
            }
            return new CopyResult(!pacer.stopped(), copied.read(), copied.inserted(), copied.bytes(), seconds);
        }
    }

    /** The indexes and foreign keys that were put off until the rows are there. */
    void makeDeferred() throws SQLException {
        try (Connection target = migration.stores().patientSource(Role.TARGET).open()) {
            new DeferredDdl(migration.control())
                    .apply(
                            target,
                            migration.moved().stream().map(TablePlan::name).toList(),
                            () -> replication.carry(Role.INITIAL),
                            step -> live.line("  " + step));
        }
    }

    /**
     * What to compare, and how.
     *
     * @param workers how many ranges are compared at the same time
     * @param again whether a comparison that was stopped is begun anew
     * @param repair whether rows that one store lacks are brought to it
     * @param orders what the operator changes of the pace
     */
    public record VerifyOptions(int workers, boolean again, boolean repair, UnaryOperator<Orders> orders) {
        static final VerifyOptions DEFAULT = new VerifyOptions(WORKERS, false, false, UnaryOperator.identity());
    }

    public VerifyResult verify(MigrationView view, VerifyOptions options) throws SQLException {
        Pace.requireTwoStores(view, "verify");
        replication.recheckDivergences();
        Movement movement = new Movement("comparing", live);
        long start = System.nanoTime();
        try (Pacer pacer = new Pace(migration).pacer(options.orders(), live)) {
            Verification.Result result = replication
                    .verification(view, options.workers(), pacer, patience())
                    .run(
                            Conditions.DEFAULT.verifyMaxAge(),
                            options.again(),
                            options.repair() ? replication.repair(view) : Repair.NONE,
                            (table, rows, expected) -> movement.show(table, rows, expected, 0));
            double seconds = (System.nanoTime() - start) / 1e9;
            List<TableVerification> tables = result.tables();
            boolean clean = result.complete() && tables.stream().allMatch(TableVerification::clean);
            if (result.complete()) {
                migration.stores().forgetLost();
                new Milestones(migration).verified(view, clean, result.age(), findings(tables));
            }
            return new VerifyResult(
                    result.complete(), clean, tables, result.age().toMillis() / 1e3, seconds);
        }
    }

    private static String findings(List<TableVerification> tables) {
        String differences = tables.stream()
                .filter(table -> !table.clean())
                .map(Preparation::describe)
                .collect(Collectors.joining("; "));
        long rows = tables.stream().mapToLong(TableVerification::sourceRows).sum();
        return differences.isEmpty()
                ? "all " + rows + " rows of " + tables.size() + " tables are the same"
                : differences;
    }

    /** With a store that goes away for a while. */
    private Patience patience() {
        return new Patience(OUTAGE, line -> live.line("  " + line));
    }

    private static String describe(TableVerification table) {
        return table.table() + ": "
                + (table.clean()
                        ? table.sourceRows() + " rows are the same" + repaired(table)
                        : (table.exact() ? "" : "at least ") + table.missing() + " rows missing in the target, "
                                + table.extra() + " only there, " + table.different() + " different, for example "
                                + String.join(", ", table.samples()) + repaired(table));
    }

    private static String repaired(TableVerification table) {
        return table.repaired() == 0 ? "" : ", " + table.repaired() + " of them by repair";
    }
}
