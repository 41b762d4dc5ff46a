package io.migratingjdbc.admin.check;

import io.migratingjdbc.admin.output.AdminException;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the stores understand what the plan says of ended entities, and whether it depends on the row alone. The predicate of an index
 * must be just that: so one is made on an empty temporary copy of the table, and rolled back.
 */
final class FinishedWhen implements Check {

    @Override
    public String name() {
        return "finished-when can be decided by each row alone";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        for (Role role : Role.values()) {
            for (TablePlan table : inspection.moved(TableClass.KEYED)) {
                if (table.finishedWhen() != null) {
                    check(findings, inspection, role, table);
                }
            }
        }
        return findings;
    }

    private static void check(List<Finding> findings, Inspection inspection, Role role, TablePlan table)
            throws SQLException {
        Connection connection = inspection.connection(role);
        String original = inspection.migration().sqlName(role, table.name());
        String copy = "pg_temp." + Sql.quote(table.name().name());
        connection.setAutoCommit(false);
        try {
            Sql.execute(
                    connection, "CREATE TEMP TABLE " + Sql.quote(table.name().name()) + " (LIKE " + original + ")");
            Savepoint before = connection.setSavepoint();
            try {
                // First where a stray parenthesis cannot close another one.
                Sql.execute(connection, "SELECT CASE WHEN\n" + table.finishedWhen() + "\nTHEN 1 END FROM " + copy);
                Sql.execute(connection, "CREATE INDEX ON " + copy + " ((1)) WHERE (\n" + table.finishedWhen() + "\n)");
            } catch (SQLException refused) {
                connection.rollback(before);
                findings.add(Finding.fail("migrating.table." + table.name() + ".finished-when does not do in "
                        + inspection.stores().name(role) + " (" + AdminException.firstLine(refused)
                        + "): it must be true or false by the columns of the row alone, without subqueries and without"
                        + " functions that are not immutable, such as now()"));
            }
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }
}
