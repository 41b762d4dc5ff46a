package io.migratingjdbc.admin.drain;

import io.migratingjdbc.admin.migration.Ended;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.internal.model.IdStrategy;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The entities that were launched first of those that are left; where ids do not grow with time, the first ones by their keys. */
final class OldestEntities {
    private static final int SHOWN = 5;

    private final Migration migration;
    private final Role role;

    OldestEntities(Migration migration, Role role) {
        this.migration = migration;
        this.role = role;
    }

    List<Entity> of(TablePlan keyed) throws SQLException {
        String key =
                keyed.key().stream().map(column -> Sql.quote(column) + "::text").collect(Collectors.joining(", "));
        String id = keyed.instanceId() == null ? "NULL" : Sql.quote(keyed.instanceId()) + "::text";
        boolean grows = keyed.ids() != IdStrategy.LOOKUP;
        String sql = "SELECT " + id + ", concat_ws(', ', " + key + ") FROM " + migration.sqlName(role, keyed.name())
                + " AS " + Ended.alias(keyed) + " WHERE NOT " + Ended.condition(keyed) + " ORDER BY "
                + Sql.quote(grows ? List.of(keyed.instanceId()) : keyed.key()) + " LIMIT " + SHOWN;
        List<Entity> entities = new ArrayList<>();
        try (Statement statement = migration.stores().connection(role).createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                entities.add(new Entity(keyed.name(), rows.getString(1), rows.getString(2)));
            }
        }
        return entities;
    }
}
