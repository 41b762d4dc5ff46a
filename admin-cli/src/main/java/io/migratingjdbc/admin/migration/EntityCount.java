package io.migratingjdbc.admin.migration;

import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.StoreId;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TablePlan;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of a keyed or transient table in one store.
 *
 * @param rows counted up to one more than {@link #LIMIT}: looking must not cost more than it tells
 */
public record EntityCount(StoreId store, TableName table, long rows) {
    public static final long LIMIT = 1_000_000;

    public static List<EntityCount> of(Migration migration, Role role) throws SQLException {
        List<EntityCount> counts = new ArrayList<>();
        for (TablePlan table : migration.plan().tables()) {
            if (table.entityRows()) {
                counts.add(count(migration, role, table.name()));
            }
        }
        return counts;
    }

    public String text() {
        return table + " " + rowsText();
    }

    public String rowsText() {
        return rows > LIMIT ? "more than " + LIMIT : String.valueOf(rows);
    }

    private static EntityCount count(Migration migration, Role role, TableName table) throws SQLException {
        String sql = "SELECT count(*) FROM (SELECT FROM " + migration.sqlName(role, table) + " LIMIT " + (LIMIT + 1)
                + ") counted";
        try (Statement statement = migration.stores().connection(role).createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return new EntityCount(migration.storeId(role), table, row.getLong(1));
        }
    }
}
