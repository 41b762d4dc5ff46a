package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** No prepared transaction, whose rows nobody can see yet, is left in the store that is to be given up. */
record NothingPrepared(Role role) implements Condition {

    @Override
    public Precondition evaluate(Migration migration, MigrationView view) throws SQLException {
        String name = "No prepared transaction is left in " + migration.stores().name(role);
        List<String> left = new ArrayList<>();
        try (Statement statement = migration.stores().connection(role).createStatement();
                ResultSet rows = statement.executeQuery("SELECT gid FROM pg_catalog.pg_prepared_xacts"
                        + " WHERE database = pg_catalog.current_database() ORDER BY prepared")) {
            while (rows.next()) {
                left.add(rows.getString(1));
            }
        }
        return left.isEmpty()
                ? Precondition.holds(name)
                : Precondition.waiting(
                        name,
                        left.size(),
                        "let the transaction manager end, or COMMIT PREPARED or ROLLBACK PREPARED there: "
                                + String.join(", ", left));
    }
}
