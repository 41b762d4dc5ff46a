package io.migratingjdbc.admin.evacuate;

import io.migratingjdbc.admin.output.ExitCode;
import io.migratingjdbc.admin.output.Result;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.internal.model.StoreId;
import io.migratingjdbc.internal.model.TableName;
import java.util.List;

/**
 * What was copied, or would be.
 *
 * @param from the store that is given up
 */
public record EvacuationResult(String migration, StoreId from, StoreId to, boolean dryRun, List<Table> tables)
        implements Result {

    /**
     * One keyed table.
     *
     * @param copied entities that were copied now
     * @param rows theirs and their children's
     * @param gone entities that are gone or no longer ended, whose copies were taken away
     * @param left ended entities of which the other store has no copy, or not the last one
     * @param failures why entities could not be copied, some of them
     */
    public record Table(TableName table, long copied, long rows, long gone, long left, List<String> failures) {}

    @Override
    public void print(Text text) {
        for (Table table : tables) {
            if (dryRun) {
                text.line("  would copy " + table.left() + " ended entities of " + table.table() + " from " + from
                        + " to " + to);
                continue;
            }
            text.line("  " + table.table() + ": " + table.copied() + " ended entities copied (" + table.rows()
                    + " rows with their children)"
                    + (table.gone() == 0 ? "" : ", " + table.gone() + " copies taken away again")
                    + (table.left() == 0 ? "" : ", " + table.left() + " not copied"));
            table.failures().forEach(failure -> text.line("    " + failure));
        }
        if (tables.isEmpty()) {
            text.line("No table of the plan says when its entities have ended (migrating.table.<name>.finished-when).");
        }
    }

    @Override
    public ExitCode exitCode() {
        return tables.stream().allMatch(table -> table.failures().isEmpty()) ? ExitCode.DONE : ExitCode.FAILED;
    }
}
