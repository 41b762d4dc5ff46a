package io.migratingjdbc.admin.drain;

import io.migratingjdbc.admin.migration.Ended;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Counts what is left in a store. Each count is a statement of its own: together they are no snapshot. */
public final class TableCounts {
    private final Migration migration;
    private final Role role;

    public TableCounts(Migration migration, Role role) {
        this.migration = migration;
        this.role = role;
    }

    /** Keyed tables first. */
    public List<TableCount> read() throws SQLException {
        List<TableCount> counts = new ArrayList<>();
        for (TablePlan table : tables(TableClass.KEYED)) {
            counts.add(new TableCount(
                    table.name(),
                    TableClass.KEYED,
                    count(table, "NOT " + Ended.condition(table)),
                    table.finishedWhen() == null ? 0 : count(table, Ended.condition(table))));
        }
        for (TablePlan table : tables(TableClass.TRANSIENT)) {
            counts.add(new TableCount(table.name(), TableClass.TRANSIENT, count(table, notOfEndedEntity(table)), 0));
        }
        return counts;
    }

    private List<TablePlan> tables(TableClass tableClass) {
        return migration.plan().tables().stream()
                .filter(table -> table.tableClass() == tableClass)
                .toList();
    }

    private long count(TablePlan table, String condition) throws SQLException {
        String sql = "SELECT count(*) FROM (SELECT FROM " + migration.sqlName(role, table.name()) + " AS "
                + Ended.alias(table) + " WHERE " + condition + " LIMIT " + (TableCount.LIMIT + 1) + ") counted";
        try (Statement statement = migration.stores().connection(role).createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private String notOfEndedEntity(TablePlan child) throws SQLException {
        TablePlan entity = migration.plan().table(child.entity()).orElseThrow();
        if (entity.finishedWhen() == null) {
            return "true";
        }
        return "NOT EXISTS (SELECT FROM " + migration.sqlName(role, entity.name()) + " AS " + Ended.alias(entity)
                + " WHERE " + Ended.alias(entity) + "." + Sql.quote(entity.instanceId()) + " = "
                + Ended.alias(child) + "." + Sql.quote(child.instanceId()) + " AND " + Ended.condition(entity) + ")";
    }
}
