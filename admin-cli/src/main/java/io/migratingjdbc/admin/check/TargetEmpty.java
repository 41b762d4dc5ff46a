package io.migratingjdbc.admin.check;

import io.migratingjdbc.admin.migration.EntityCount;
import io.migratingjdbc.internal.model.Role;
import java.sql.SQLException;
import java.util.List;

/** Rows that nobody launched there would turn up among the application's own from the first read of both stores on. */
final class TargetEmpty implements Check {

    @Override
    public String name() {
        return "The keyed and transient tables of the target are empty";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        return EntityCount.of(inspection.migration(), Role.TARGET).stream()
                .filter(count -> count.rows() > 0)
                .map(count -> Finding.fail("Table " + count.table() + " has " + count.rowsText() + " rows in "
                        + inspection.stores().name(Role.TARGET) + ", though nothing was launched there: delete them"))
                .toList();
    }
}
