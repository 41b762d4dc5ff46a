package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.admin.schema.DeferredDdl;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TablePlan;
import java.sql.SQLException;
import java.util.List;

/** What schema create put off until after the copy is there. */
final class DeferredDdlMade implements Condition {

    @Override
    public Precondition evaluate(Migration migration, MigrationView view) throws SQLException {
        String name = "The indexes and foreign keys that were put off are there";
        List<String> waiting = new DeferredDdl(migration.control())
                .waiting(
                        migration.stores().connection(Role.TARGET),
                        migration.moved().stream().map(TablePlan::name).toList());
        return waiting.isEmpty()
                ? Precondition.holds(name)
                : Precondition.waiting(
                        name,
                        0,
                        "run copy, or advance --wait, which makes them when the rows are there: "
                                + String.join(", ", waiting));
    }

    @Override
    public void help(Migration migration, MigrationView view, Text live) throws SQLException {
        new Preparation(migration, live).makeDeferred();
    }
}
