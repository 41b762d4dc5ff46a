package io.migratingjdbc.admin.check;

import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TablePlan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A row is copied and compared by its primary key. */
final class ImmutableKeys implements Check {

    @Override
    public String name() {
        return "Every immutable table has a primary key in both stores";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        for (Role role : Role.values()) {
            for (TablePlan table : inspection.moved(TableClass.IMMUTABLE)) {
                if (inspection.schema(role, table).primaryKey().isEmpty()) {
                    findings.add(Finding.fail("The immutable table " + table.name() + " has no primary key in "
                            + inspection.stores().name(role) + ": add one, or give it another class"));
                }
            }
        }
        return findings;
    }
}
