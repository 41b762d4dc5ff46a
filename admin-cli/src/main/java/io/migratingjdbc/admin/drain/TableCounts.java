package io.migratingjdbc.admin.drain;

import io.migratingjdbc.admin.migration.Ended;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.EvacuatedRows;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Counts what is left in a store. Each count is a statement of its own: together they are no snapshot. */
public final class TableCounts {
    private final Migration migration;
    private final MigrationView view;
    private final Role role;
    private final ControlSchema control;

    public TableCounts(Migration migration, MigrationView view, Role role) {
        this.migration = migration;
        this.view = view;
        this.role = role;
        this.control = migration.control();
    }

    /** Keyed tables first. */
    public List<TableCount> read() throws SQLException {
        long since = evacuatedSince();
        List<TableCount> counts = new ArrayList<>();
        for (TablePlan table : tables(TableClass.KEYED)) {
            long left = count(table, "NOT " + Ended.condition(table));
            long ended = table.finishedWhen() == null ? 0 : count(table, Ended.condition(table));
            counts.add(new TableCount(
                    table.name(),
                    TableClass.KEYED,
                    left,
                    ended,
                    onlyHere(table, ended, since),
                    outdated(table, since)));
        }
        for (TablePlan table : tables(TableClass.TRANSIENT)) {
            counts.add(
                    new TableCount(table.name(), TableClass.TRANSIENT, count(table, notOfEndedEntity(table)), 0, 0, 0));
        }
        return counts;
    }

    private List<TablePlan> tables(TableClass tableClass) {
        return migration.plan().tables().stream()
                .filter(table -> table.tableClass() == tableClass)
                .toList();
    }

    private long onlyHere(TablePlan keyed, long ended, long since) throws SQLException {
        if (since == 0 || keyed.finishedWhen() == null || keyed.instanceId() == null) {
            return ended;
        }
        String row = Ended.alias(keyed);
        String type = migration
                .schemas(role)
                .get(keyed.name())
                .column(keyed.instanceId())
                .orElseThrow()
                .type();
        String gone =
                changed(keyed, since) + " AND NOT EXISTS (SELECT FROM " + migration.sqlName(role, keyed.name()) + " AS "
                        + row
                        + " WHERE " + row + "." + Sql.quote(keyed.instanceId()) + " = CAST(c.id AS " + type + ") AND "
                        + Ended.condition(keyed) + ")";
        return count(keyed, Ended.condition(keyed) + " AND " + EvacuatedRows.isNotCopied(control, keyed, since, row))
                + number(gone);
    }

    private long outdated(TablePlan keyed, long since) throws SQLException {
        return since == 0 ? 0 : number(changed(keyed, since));
    }

    /** A query of the number of entities that were marked to be copied, and have changed since. */
    private String changed(TablePlan keyed, long since) {
        return "SELECT count(DISTINCT c.id) FROM " + control.endedChange() + " c WHERE c.migration = "
                + Sql.literal(control.migration()) + " AND c.table_name = "
                + Sql.literal(keyed.name().toString()) + " AND EXISTS (SELECT FROM " + control.ended()
                + " m WHERE m.migration = c.migration AND m.table_name = c.table_name AND m.since = " + since
                + " AND m.id = c.id)";
    }

    /** The epoch since which entities of this store may have been copied to the other one; 0 if none were. */
    private long evacuatedSince() throws SQLException {
        if (view.phase().twoStore()) {
            return view.copiesSince().get(role.other());
        }
        return Sql.exists(migration.stores().connection(role), control.ended())
                ? number("SELECT coalesce(max(since), 0) FROM " + control.ended() + " WHERE migration = "
                        + Sql.literal(control.migration()))
                : 0;
    }

    private long count(TablePlan table, String condition) throws SQLException {
        long copies = view.phase().twoStore() ? view.copiesSince().get(role) : 0;
        String own = copies == 0 || table.instanceId() == null
                ? ""
                : " AND " + EvacuatedRows.isNone(control, table, copies, Ended.alias(table));
        return number("SELECT count(*) FROM (SELECT FROM " + migration.sqlName(role, table.name()) + " AS "
                + Ended.alias(table) + " WHERE " + condition + own + " LIMIT " + (TableCount.LIMIT + 1) + ") counted");
    }

    private long number(String sql) throws SQLException {
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
