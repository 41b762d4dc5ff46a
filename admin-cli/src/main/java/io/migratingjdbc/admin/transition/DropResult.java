package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.output.ExitCode;
import io.migratingjdbc.admin.output.Result;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.internal.model.StoreId;
import java.util.List;

/**
 * What was dropped in the store that was given up, or would be.
 *
 * @param control the project's own objects
 */
public record DropResult(
        String migration,
        StoreId store,
        List<String> tables,
        List<String> control,
        List<Precondition> preconditions,
        boolean dryRun)
        implements Result {

    boolean possible() {
        return preconditions.stream().allMatch(Precondition::holds);
    }

    boolean nothing() {
        return tables.isEmpty() && control.isEmpty();
    }

    @Override
    public void print(Text text) {
        if (!possible()) {
            text.line("Not yet: nothing was dropped");
        } else if (nothing()) {
            text.line("There is nothing left to drop in store " + store);
        } else {
            String verb = dryRun ? "  would drop " : "  dropped ";
            tables.forEach(table -> text.line(verb + "table " + table));
            control.forEach(each -> text.line(verb + each));
            text.line(dryRun ? "Nothing was changed." : "Store " + store + " has only its fence left.");
        }
    }

    @Override
    public ExitCode exitCode() {
        return possible() ? ExitCode.DONE : ExitCode.NOT_YET;
    }
}
