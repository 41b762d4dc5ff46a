package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.schema.Difference;
import io.migratingjdbc.admin.schema.SchemaComparison;
import io.migratingjdbc.admin.schema.Severity;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import java.sql.SQLException;
import java.util.List;

/** Nobody has changed a table in one of the stores since preflight looked. */
final class SchemasSame implements Condition {

    @Override
    public Precondition evaluate(Migration migration, MigrationView view) throws SQLException {
        String name = "Statements mean the same in both schemas";
        List<String> failures = SchemaComparison.of(
                        migration.stores().connection(Role.INITIAL),
                        migration.stores().connection(Role.TARGET),
                        migration.moved(),
                        migration.control())
                .differences()
                .stream()
                .filter(difference -> difference.severity() == Severity.FAILURE)
                .map(Difference::text)
                .toList();
        return failures.isEmpty() ? Precondition.holds(name) : Precondition.blocked(name, String.join("; ", failures));
    }
}
