package io.migratingjdbc.admin.check;

import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.model.TableSchema;
import io.migratingjdbc.internal.model.TableSchema.Column;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

final class PlannedColumns implements Check {

    @Override
    public String name() {
        return "All columns of the plan exist";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        for (Role role : Role.values()) {
            for (TablePlan table : inspection.planned(role)) {
                TableSchema schema = inspection.schema(role, table);
                for (String column : table.key()) {
                    add(findings, inspection, role, schema, column, "key");
                }
                if (table.instanceId() != null) {
                    add(findings, inspection, role, schema, table.instanceId(), "instance-id");
                }
            }
        }
        return findings;
    }

    private static void add(
            List<Finding> findings, Inspection inspection, Role role, TableSchema table, String column, String key) {
        if (table.column(column).isEmpty()) {
            List<String> columns = table.columns().stream().map(Column::name).toList();
            findings.add(Finding.fail("migrating.table." + table.name() + "." + key + " names " + column + ", which "
                    + inspection.stores().name(role) + " does not have; the table's columns are "
                    + String.join(", ", columns)));
        }
    }
}
