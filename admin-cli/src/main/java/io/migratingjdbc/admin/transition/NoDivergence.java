package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import java.sql.SQLException;

/** No immutable row has one content here and another there. */
final class NoDivergence implements Condition {

    @Override
    public Precondition evaluate(Migration migration, MigrationView view) throws SQLException {
        Replication replication = new Replication(migration);
        long divergences = replication.divergences(Role.INITIAL) + replication.divergences(Role.TARGET);
        String name = "No immutable row differs between the stores";
        return divergences == 0
                ? Precondition.holds(name)
                : Precondition.blocked(
                        name,
                        divergences
                                + " rows differ (status lists them): decide which is right, make the other the same,"
                                + " then run verify");
    }
}
