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
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The triggers on keyed tables that notice writers without the driver. */
public final class Guards {
    /** The tables that have a guard of the migration, whatever the plan says of them by now. */
    private static final String GUARDED = """
        SELECT DISTINCT n.nspname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE t.tgname = 'migrating_guard' AND t.tgparentid = 0
          AND convert_from(substring(t.tgargs FOR position('\\000'::bytea IN t.tgargs) - 1), 'UTF8') = ?
        """;

    private final Migration migration;
    private final ControlSchema control;

    public Guards(Migration migration) {
        this.migration = migration;
        this.control =
                new ControlSchema(migration.plane().schema(), migration.plan().name());
    }

    /** Idempotent; also takes the guards off tables that a former plan had as keyed. */
    public void install() throws SQLException {
        boolean wanted = migration.stores().configuration().settings().guard();
        List<TablePlan> keyed = wanted ? keyedTables() : List.of();
        for (Role role : Role.values()) {
            Connection connection = migration.stores().connection(role);
            new ReplicationSchema(control).installGuard(connection);
            GuardTriggers triggers = new GuardTriggers(control);
            triggers.uninstall(connection, superfluous(connection, keyed));
            triggers.install(connection, migration.storeId(role), keyed);
        }
    }

    private List<TablePlan> superfluous(Connection connection, List<TablePlan> keyed) throws SQLException {
        List<TablePlan> superfluous = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(GUARDED)) {
            statement.setString(1, migration.plan().name());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    TableName name = new TableName(rows.getString(1), rows.getString(2));
                    if (keyed.stream().noneMatch(table -> table.name().mayBe(name))) {
                        superfluous.add(new TablePlan(name, TableClass.PINNED, List.of(), null, null, null, null));
                    }
                }
            }
        }
        return superfluous;
    }

    private List<TablePlan> keyedTables() {
        return migration.plan().tables().stream()
                .filter(table -> table.tableClass() == TableClass.KEYED)
                .toList();
    }
}
