package io.migratingjdbc.admin.check;

import io.migratingjdbc.admin.schema.LiveTable;
import io.migratingjdbc.internal.model.Role;
import java.sql.SQLException;
import java.util.List;

/** A statement that names a table without a class fails in a two-store phase; better that it is known before. */
final class AllTablesPlanned implements Check {

    @Override
    public String name() {
        return "Every table of the initial store has a class";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        return inspection.tables(Role.INITIAL).stream()
                .map(LiveTable::name)
                .filter(table -> inspection.plan().table(table).isEmpty())
                .map(table -> Finding.fail("Table " + table + " has no class: set migrating.table." + table
                        + ".class (pinned, if it is not to be moved), then run init again"))
                .toList();
    }
}
