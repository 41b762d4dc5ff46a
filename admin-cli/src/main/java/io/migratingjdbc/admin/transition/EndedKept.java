package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.drain.TableCount;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.internal.model.MigrationView;
import java.sql.SQLException;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * No ended entity is only in the store that is to be given up, unless the operator wants to leave it there. Copies that are out of date may
 * not be left in any case: from then on they would count.
 */
record EndedKept(Remains remains, boolean leave) implements Condition {

    @Override
    public Precondition evaluate(Migration migration, MigrationView view) throws SQLException {
        String store = migration.stores().name(remains.role());
        String name = leave
                ? "No entity has changed in " + store + " since it was copied"
                : "No ended entity is only in " + store;
        ToLongFunction<TableCount> count = leave ? TableCount::outdated : TableCount::onlyHere;
        List<TableCount> ended = remains.with(migration, view, count);
        return ended.isEmpty()
                ? Precondition.holds(name)
                : Precondition.waiting(
                        name,
                        ended.stream().mapToLong(count).sum(),
                        "ended entities: " + Remains.text(ended, count) + "; run evacuate"
                                + (leave ? "" : ", or finish --leave-ended, which leaves them there"));
    }
}
