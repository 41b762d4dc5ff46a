package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import java.sql.SQLException;

/** Few enough immutable rows are still to be carried from the store to the other. */
record BacklogAtMost(Role from, long limit) implements Condition {
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    static final long SMALL = 999;

    @Override
    public Precondition evaluate(Migration migration, MigrationView view) throws SQLException {
        long rows = new Replication(migration).backlogRows(from);
        String name = "Immutable rows of " + migration.stores().name(from) + " are carried over"
                + (limit == 0 ? "" : " but for " + limit);
        return rows <= limit
                ? Precondition.holds(name)
                : Precondition.waiting(
                        name, rows, rows + " rows are left: hosts carry them, and so does advance --wait");
    }

    @Override
    public void help(Migration migration, MigrationView view, Text live) throws SQLException {
        try {
            new Replication(migration).carry(from);
        } catch (SQLException busy) {
            // Hosts have these rows in their hands: they are carried without us.
            if (!LOCK_NOT_AVAILABLE.equals(busy.getSQLState())) {
                throw busy;
            }
        }
    }
}
