package io.migratingjdbc.admin.check;

import io.migratingjdbc.internal.dialect.PostgresCatalog.ColumnSequence;
import io.migratingjdbc.internal.model.IdStrategy;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.model.TableSchema;
import io.migratingjdbc.internal.model.TableSchema.Column;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether the columns can carry ids as the plan's {@code ids=} says. */
final class InstanceIds implements Check {
    static final Set<String> INTEGERS = Set.of("smallint", "integer", "bigint");

    @Override
    public String name() {
        return "Instance id columns fit ids=prefix, range or lookup";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        for (Role role : Role.values()) {
            for (TablePlan table : inspection.moved()) {
                if (table.instanceId() != null) {
                    check(findings, inspection, role, table);
                }
            }
        }
        return findings;
    }

    private static void check(List<Finding> findings, Inspection inspection, Role role, TablePlan table)
            throws SQLException {
        TableSchema schema = inspection.schema(role, table);
        Column column = schema.column(table.instanceId()).orElseThrow();
        String where = table.name() + "." + column.name() + " in "
                + inspection.stores().name(role);
        if (table.ids() == IdStrategy.PREFIX && !text(column)) {
            findings.add(Finding.fail("ids=prefix needs a text column, but " + where + " is " + column.type()
                    + ": use ids=range if the store numbers it, else ids=lookup"));
        }
        if (table.ids() == IdStrategy.RANGE && !INTEGERS.contains(column.type())) {
            findings.add(Finding.fail(
                    "ids=range needs an integer column, but " + where + " is " + column.type() + ": use ids=lookup"));
        } else if (table.ids() == IdStrategy.RANGE
                && table.tableClass() == TableClass.KEYED
                && sequences(inspection, role, table).isEmpty()) {
            findings.add(Finding.fail("ids=range needs a store that numbers the rows, but " + where
                    + " has no identity and no sequence: add one, or use ids=lookup"));
        }
        if (table.tableClass() == TableClass.KEYED
                && schema.uniqueKey(List.of(table.instanceId())).isEmpty()) {
            findings.add(Finding.warn(where + " has no unique index of its own: statements by instance id may be slow,"
                    + " and nothing keeps two entities from having the same id"));
        }
    }

    private static List<ColumnSequence> sequences(Inspection inspection, Role role, TablePlan table)
            throws SQLException {
        return inspection.sequences(role, table).stream()
                .filter(sequence -> sequence.column().equals(table.instanceId()))
                .toList();
    }

    private static boolean text(Column column) {
        return column.type().equals("text") || column.type().startsWith("character varying");
    }
}
