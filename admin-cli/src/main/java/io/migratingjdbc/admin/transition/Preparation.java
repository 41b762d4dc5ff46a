package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.copy.Copied;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.output.AdminException;
import io.migratingjdbc.admin.output.ExitCode;
import io.migratingjdbc.admin.output.Result;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.admin.schema.DeferredDdl;
import io.migratingjdbc.admin.verify.TableVerification;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TablePlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The long work before MIGRATION: copying the immutable tables, and comparing them. */
public final class Preparation {
    /** Unless the operator says otherwise. */
    public static final int WORKERS = 2;

    private final Migration migration;
    private final Text live;
    private final Replication replication;

    public Preparation(Migration migration, Text live) {
        this.migration = migration;
        this.live = live;
        this.replication = new Replication(migration);
    }

    /**
     * @param read rows of the initial store
     * @param inserted how many of them are new in the target
     * @param seconds how long the chunks took
     */
    public record CopyResult(long read, long inserted, long bytes, double seconds) implements Result {
        @Override
        public void print(Text text) {
            text.line("Copied: " + inserted + " rows are new in the target"
                    + (read == 0 ? "." : String.format(Locale.ROOT, ", %.1f MB/s.", bytes / 1e6 / seconds)));
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

    /** @param seconds how long the comparison took */
    public record VerifyResult(boolean clean, List<TableVerification> tables, double seconds) implements Result {
        @Override
        public void print(Text text) {
            tables.forEach(table -> text.line("  " + describe(table)));
            text.line(clean ? "The immutable tables are the same in both stores." : "The stores differ: see above.");
        }

        @Override
        public ExitCode exitCode() {
            return clean ? ExitCode.DONE : ExitCode.FAILED;
        }
    }

    public CopyPlanResult copyPlan(MigrationView view) throws SQLException {
        requireTwoStores(view, "copy");
        return new CopyPlanResult(replication.estimatedRows());
    }

    /** @param workers how many chunks are copied at the same time */
    public CopyResult copy(MigrationView view, int workers) throws SQLException {
        requireTwoStores(view, "copy");
        Rate rate = new Rate(System::nanoTime);
        long start = System.nanoTime();
        Copied copied = replication.copy(
                view, workers, (table, rows, expected) -> live.line(progress(rate, table, rows, expected)));
        double seconds = (System.nanoTime() - start) / 1e9;
        replication.carry(Role.INITIAL);
        makeDeferred();
        new Milestones(migration).copied(view, copied.inserted() + " rows were new in the target");
        return new CopyResult(copied.read(), copied.inserted(), copied.bytes(), seconds);
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

    private static String progress(Rate rate, TableName table, Copied copied, long expected) {
        return "  copying " + table + ": " + copied.bytes() / 1_000_000 + " MB, "
                + ofAbout(rate, table, copied.read(), expected);
    }

    private static String ofAbout(Rate rate, TableName table, long rows, long expected) {
        return rows + " rows"
                + (expected > rows ? " of about " + expected + rate.left(table.toString(), expected - rows) : "");
    }

    /** @param workers how many ranges are compared at the same time */
    public VerifyResult verify(MigrationView view, int workers) throws SQLException {
        requireTwoStores(view, "verify");
        Rate rate = new Rate(System::nanoTime);
        Map<String, Long> estimates = replication.estimatedRows();
        replication.recheckDivergences();
        long start = System.nanoTime();
        List<TableVerification> tables = replication.verify(
                workers,
                (table, rows) -> live.line(
                        "  comparing " + table + ": " + ofAbout(rate, table, rows, estimates.get(table.toString()))));
        double seconds = (System.nanoTime() - start) / 1e9;
        boolean clean = tables.stream().allMatch(TableVerification::clean);
        long rows = tables.stream().mapToLong(TableVerification::sourceRows).sum();
        String differences = String.join(
                "; ",
                tables.stream()
                        .filter(table -> !table.clean())
                        .map(Preparation::describe)
                        .toList());
        new Milestones(migration)
                .verified(view, clean, clean ? rows + " rows in " + tables.size() + " tables" : differences);
        return new VerifyResult(clean, tables, seconds);
    }

    private void requireTwoStores(MigrationView view, String command) {
        if (view.phase() == Phase.STABLE || view.phase() == Phase.COMPLETED) {
            throw AdminException.notYet("There is nothing to " + command + " in " + view.phase()
                    + (view.phase() == Phase.STABLE ? ": run start first" : ""));
        }
    }

    private static String describe(TableVerification table) {
        return table.table() + ": "
                + (table.clean()
                        ? table.sourceRows() + " rows are the same"
                        : (table.exact() ? "" : "at least ") + table.missing() + " rows missing in the target, "
                                + table.extra() + " only there, " + table.different() + " different, for example "
                                + String.join(", ", table.samples()));
    }
}
