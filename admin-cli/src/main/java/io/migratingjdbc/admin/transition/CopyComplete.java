package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.output.AdminException;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.internal.model.MigrationView;
import java.sql.SQLException;
import java.util.function.UnaryOperator;

/** Every immutable row that was there before capture has been copied. */
final class CopyComplete implements Condition {

    @Override
    public Precondition evaluate(Migration migration, MigrationView view) throws SQLException {
        String name = "The immutable tables are copied";
        if (new Replication(migration).immutableTables().isEmpty() || new Milestones(migration).copyComplete(view)) {
            return Precondition.holds(name);
        }
        return Precondition.waiting(name, 0, "run copy, or advance --wait, which copies");
    }

    @Override
    public void help(Migration migration, MigrationView view, Text live) throws SQLException {
        if (!new Preparation(migration, live)
                .copy(view, Preparation.WORKERS, UnaryOperator.identity())
                .complete()) {
            throw AdminException.notYet("The copy was stopped by pace --stop: run this again to go on");
        }
    }
}
