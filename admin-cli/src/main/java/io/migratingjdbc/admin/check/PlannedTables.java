package io.migratingjdbc.admin.check;

import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TablePlan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

final class PlannedTables implements Check {

    @Override
    public String name() {
        return "All tables of the plan exist";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        if (inspection.plan().tables().isEmpty()) {
            findings.add(Finding.fail("The plan has no tables: add migrating.table.<name>.class for each of them"
                    + " (plan suggest proposes one)"));
        }
        for (Role role : Role.values()) {
            for (TablePlan table : inspection.planned(role)) {
                if (!inspection.schemas(role).containsKey(table.name())) {
                    findings.add(Finding.fail("Table " + table.name() + " does not exist in "
                            + inspection.stores().name(role) + ": "
                            + (role == Role.INITIAL
                                    ? "correct migrating.table." + table.name() + ".class"
                                    : "create it (schema create does)")
                            + ", or check the user's search_path and rights"));
                }
            }
        }
        return findings;
    }
}
