package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.admin.migration.RecordedStatements;
import io.migratingjdbc.admin.output.AdminException;
import io.migratingjdbc.admin.output.Result;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.internal.census.CensusEntry;
import java.sql.SQLException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "statements",
        description =
                "Lists the statements that the applications run, as hosts with migrating.census=on record them, and"
                        + " what a two-store phase does with each: also in STABLE, before anything has changed.")
final class StatementsCommand extends PlanFileCommand {
    @Option(names = "--refused", description = "Only those that a two-store phase refuses.")
    private boolean refused;

    @Option(
            names = "--clear",
            description = "Forget the statements that are listed, because they were mended. What is still run is"
                    + " recorded again.")
    private boolean clear;

    @Option(names = "--dry-run", description = "With --clear: only say how many would be forgotten.")
    private boolean dryRun;

    StatementsCommand(Operator operator) {
        super(operator);
    }

    @Override
    Result execute(Migration migration) throws SQLException {
        if (dryRun && !clear) {
            throw AdminException.usage("--dry-run is for --clear: listing changes nothing");
        }
        migration.view(); // refuses a plan file that is not the migration's
        RecordedStatements recorded = new RecordedStatements(migration);
        List<CensusEntry> all = recorded.list()
                .orElseThrow(() -> new AdminException(
                        "The control tables have no place for statements yet: run init" + " again, which adds it"));
        List<CensusEntry> listed =
                refused ? all.stream().filter(entry -> entry.refused() > 0).toList() : all;
        return clear ? clear(migration, recorded, listed) : new StatementList(all.size(), listed);
    }

    private Cleared clear(Migration migration, RecordedStatements recorded, List<CensusEntry> listed)
            throws SQLException {
        String what = listed.size() + (refused ? " refused" : "") + (listed.size() == 1 ? " statement" : " statements");
        if (dryRun) {
            return new Cleared(0, what + " would be forgotten.");
        }
        recorded.clear(listed);
        migration.log("clear statements", what + " forgotten");
        return new Cleared(listed.size(), what + " forgotten. What is still run is recorded again.");
    }

    /** @param recorded how many there are in all */
    record StatementList(int recorded, List<CensusEntry> statements) implements Result {
        @Override
        public void print(Text text) {
            if (recorded == 0) {
                text.line("No statement was recorded yet: run the applications with migrating.census=on for a while.");
            } else if (statements.isEmpty()) {
                text.line("None of " + recorded + " recorded statements is refused in a two-store phase.");
            } else {
                StatementTable.print(text, statements);
            }
        }
    }

    record Cleared(int forgotten, String message) implements Result {
        @Override
        public void print(Text text) {
            text.line(message);
        }
    }
}
