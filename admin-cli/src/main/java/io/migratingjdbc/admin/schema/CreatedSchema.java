package io.migratingjdbc.admin.schema;

import io.migratingjdbc.admin.output.ExitCode;
import io.migratingjdbc.admin.output.Result;
import io.migratingjdbc.admin.output.Text;
import java.util.List;

/**
 * What schema create did.
 *
 * @param dryRun whether it only looked
 * @param statements that were run, or would be
 * @param deferred statements that copy runs when the rows are there
 * @param left how the schemas differ now
 */
public record CreatedSchema(boolean dryRun, List<String> statements, List<String> deferred, SchemaComparison left)
        implements Result {

    @Override
    public void print(Text text) {
        statements.forEach(statement -> text.line(statement + ";"));
        if (!deferred.isEmpty()) {
            text.title("After the copy:");
            deferred.forEach(statement -> text.line(statement + ";"));
        }
        if (dryRun) {
            text.line("Nothing was changed: " + statements.size() + " statements would be run, " + deferred.size()
                    + " put off until after the copy.");
            return;
        }
        text.line(statements.size() + " statements were run, " + deferred.size()
                + " put off until after the copy. What differs now:");
        left.print(text);
    }

    @Override
    public ExitCode exitCode() {
        return dryRun ? ExitCode.DONE : left.exitCode();
    }
}
