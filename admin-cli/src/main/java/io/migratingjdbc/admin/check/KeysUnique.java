package io.migratingjdbc.admin.check;

import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Within one store the unique index decides which of two launches is first; without it nothing would. */
final class KeysUnique implements Check {

    @Override
    public String name() {
        return "Every key has a unique index in both stores";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        for (Role role : Role.values()) {
            for (TablePlan table : inspection.moved(TableClass.KEYED)) {
                if (inspection.schema(role, table).uniqueKey(table.key()).isEmpty()) {
                    findings.add(Finding.fail("Key " + table.key() + " of table " + table.name()
                            + " has no unique index over exactly these columns, for all rows (with NULLS NOT DISTINCT the"
                            + " columns must be NOT NULL), in "
                            + inspection.stores().name(role) + ": CREATE UNIQUE INDEX CONCURRENTLY ON "
                            + inspection.migration().sqlName(role, table.name())
                            + " (" + Sql.quote(table.key()) + "), or correct migrating.table." + table.name()
                            + ".key"));
                }
            }
        }
        return findings;
    }
}
