package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.EntityCount;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import java.sql.SQLException;
import java.util.List;

/** No entity, and nothing that belongs to one, is left in the store that is to be given up. */
record EntitiesDrained(Role role) implements Condition {

    @Override
    public Precondition evaluate(Migration migration, MigrationView view) throws SQLException {
        List<EntityCount> left = EntityCount.of(migration, role).stream()
                .filter(count -> count.rows() > 0)
                .toList();
        String name = "Entities in " + migration.stores().name(role) + " have ended";
        long rows = left.stream().mapToLong(EntityCount::rows).sum();
        return rows == 0
                ? Precondition.holds(name)
                : Precondition.waiting(
                        name,
                        rows,
                        "rows left: "
                                + String.join(
                                        ", ",
                                        left.stream().map(EntityCount::text).toList())
                                + "; they go as the application ends its entities");
    }
}
