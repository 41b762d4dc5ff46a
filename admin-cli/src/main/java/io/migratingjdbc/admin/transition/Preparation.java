package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.output.AdminException;
import io.migratingjdbc.admin.output.ExitCode;
import io.migratingjdbc.admin.output.Result;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.replicate.TableVerification;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** The long work before MIGRATION: copying the immutable tables, and comparing them. */
public final class Preparation {
    private final Migration migration;
    private final Text live;
    private final Replication replication;

    public Preparation(Migration migration, Text live) {
        this.migration = migration;
        this.live = live;
        this.replication = new Replication(migration);
    }

    /** @param inserted rows that are new in the target */
    public record CopyResult(long inserted) implements Result {
        @Override
        public void print(Text text) {
            text.line("Copied: " + inserted + " rows are new in the target.");
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

    public record VerifyResult(boolean clean, List<TableVerification> tables) implements Result {
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

    public CopyResult copy(MigrationView view) throws SQLException {
        requireTwoStores(view, "copy");
        Rate rate = new Rate(System::nanoTime);
        long inserted = replication.copy((table, rows, estimated) -> live.line("  copying " + table + ": " + rows
                + " rows"
                + (estimated > rows ? " of about " + estimated + rate.left(table.toString(), estimated - rows) : "")));
        replication.carry(Role.INITIAL);
        new Milestones(migration).copied(view, inserted + " rows were new in the target");
        return new CopyResult(inserted);
    }

    public VerifyResult verify(MigrationView view) throws SQLException {
        requireTwoStores(view, "verify");
        live.line("  comparing the immutable tables");
        replication.recheckDivergences();
        List<TableVerification> tables = replication.verify();
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
        return new VerifyResult(clean, tables);
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
