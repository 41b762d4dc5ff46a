package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.drain.TableCount;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.internal.model.MigrationView;
import java.sql.SQLException;
import java.util.List;

/** No entity that has not ended, and nothing that belongs to one or to none, is left in the store that is to be given up. */
record EntitiesDrained(Remains remains) implements Condition {

    @Override
    public Precondition evaluate(Migration migration, MigrationView view) throws SQLException {
        List<TableCount> left = remains.with(migration, view, TableCount::left);
        String name = "Entities in " + migration.stores().name(remains.role()) + " have ended";
        return left.isEmpty()
                ? Precondition.holds(name)
                : Precondition.waiting(
                        name,
                        left.stream().mapToLong(TableCount::left).sum(),
                        "rows left: " + Remains.text(left, TableCount::left)
                                + "; they go as the application ends its entities");
    }
}
