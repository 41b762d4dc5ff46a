package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.GuardTriggers;
import io.migratingjdbc.internal.replicate.ReplicationSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The triggers on keyed tables that notice writers without the driver. */
public final class Guards {
    private final Migration migration;
    private final ControlSchema control;

    public Guards(Migration migration) {
        this.migration = migration;
        this.control = migration.control();
    }

    /** Idempotent; also takes the guards off tables that a former plan had as keyed. */
    public void install() throws SQLException {
        boolean wanted = migration.stores().configuration().settings().guard();
        List<TablePlan> keyed = wanted ? keyedTables() : List.of();
        for (Role role : Role.values()) {
            Connection connection = migration.stores().connection(role);
            new ReplicationSchema(control).installGuard(connection);
            GuardTriggers triggers = new GuardTriggers(control);
            triggers.uninstall(connection, superfluous(triggers.guardedTables(connection), keyed));
            triggers.install(connection, migration.storeId(role), keyed);
        }
    }

    private static List<TablePlan> superfluous(List<TableName> guarded, List<TablePlan> keyed) {
        return guarded.stream()
                .filter(name -> keyed.stream().noneMatch(table -> table.name().mayBe(name)))
                .map(name -> new TablePlan(name, TableClass.PINNED, List.of(), null, null, null, null))
                .toList();
    }

    private List<TablePlan> keyedTables() {
        return migration.plan().tables().stream()
                .filter(table -> table.tableClass() == TableClass.KEYED)
                .toList();
    }
}
