package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.output.ExitCode;
import io.migratingjdbc.admin.output.Result;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.internal.model.StoreId;
import java.util.List;

/**
 * What was dropped in the store that was given up, or would be.
 *
 * @param left what stays there, in words
 * @param control the project's own objects
 */
public record DropResult(
        String migration,
        StoreId store,
        List<String> tables,
        String left,
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

    /** With what there was when it was dropped. */
    DropResult of(ControlObjects dropped) {
        return new DropResult(migration, store, tables, dropped.left(), dropped.names(), preconditions, dryRun);
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
            text.line(dryRun ? "Nothing was changed." : "Store " + store + " has " + left + " left.");
        }
    }

    @Override
    public ExitCode exitCode() {
        return possible() ? ExitCode.DONE : ExitCode.NOT_YET;
    }
}
