package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.output.AdminException;
import io.migratingjdbc.admin.output.Mark;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TablePlan;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Drops the migrated tables of the store that was given up, and the project's own objects there, but never the fence rows: an old process
 * must go on finding the store closed. All in one transaction, so that it may be stopped and run again.
 */
public final class Drop {
    private static final int LOOK_BACK = 10_000;

    private final Migration migration;
    private final Text live;
    private final boolean leaveEnded;

    public Drop(Migration migration, Text live, boolean leaveEnded) {
        this.migration = migration;
        this.live = live;
        this.leaveEnded = leaveEnded;
    }

    /** What can be dropped once the migration is finished; shows it if {@code dryRun}. */
    public DropResult run(boolean dryRun) throws SQLException {
        MigrationView view = migration.view();
        Role role = released(view);
        List<String> tables = tables(role);
        List<Precondition> preconditions = tables.isEmpty()
                ? List.of(new HostsAcknowledged().evaluate(migration, view))
                : preconditions(view, role);
        preconditions.forEach(this::show);
        ControlObjects control =
                ControlObjects.read(migration, view, role, migration.stores().connection(role));
        DropResult result = new DropResult(
                view.name(), view.store(role), tables, control.left(), control.names(), preconditions, dryRun);
        return dryRun || !result.possible() || result.nothing() ? result : drop(view, role, result);
    }

    private DropResult drop(MigrationView view, Role role, DropResult planned) throws SQLException {
        List<ControlObjects> control = new ArrayList<>();
        new GuardedChange(migration, view).run(role, inTransaction -> {
            control.clear();
            control.add(ControlObjects.lock(migration, view, role, inTransaction));
            drop(inTransaction, planned.tables(), control.get(0));
        });
        DropResult dropped = planned.of(control.get(0));
        migration.log(
                "drop in " + view.store(role),
                "done: " + String.join(", ", dropped.tables()) + "; " + String.join(", ", dropped.control()));
        return dropped;
    }

    /** The store that nothing of the migration is left in. */
    private Role released(MigrationView view) throws SQLException {
        if (view.pending() != null || view.phase().twoStore()) {
            throw AdminException.notYet("Nothing can be dropped in " + view.phase() + ": finish the migration first");
        }
        if (view.phase() == Phase.STABLE && !rolledBack(view)) {
            throw AdminException.notYet("Nothing can be dropped in STABLE before a migration was rolled back");
        }
        return view.phase() == Phase.COMPLETED ? Role.INITIAL : Role.TARGET;
    }

    /** Else the target's tables may be there for a migration that is yet to come. */
    private boolean rolledBack(MigrationView view) throws SQLException {
        return migration.events(LOOK_BACK).stream()
                .anyMatch(event -> event.what().startsWith("from ")
                        && event.what().contains(" to " + Phase.STABLE)
                        && event.result().equals("done, epoch " + view.epoch()));
    }

    private List<String> tables(Role role) throws SQLException {
        List<String> tables = new ArrayList<>();
        for (TablePlan table : migration.plan().tables()) {
            if (migration.schemas(role).containsKey(table.name())) {
                tables.add(migration.sqlName(role, table.name()));
            }
        }
        return tables;
    }

    private List<Precondition> preconditions(MigrationView view, Role role) throws SQLException {
        Remains remains = new Remains(role);
        List<Precondition> all = new ArrayList<>();
        for (Condition condition : List.of(
                new HostsAcknowledged(),
                new NothingPrepared(role),
                new EntitiesDrained(remains),
                // In STABLE it was made sure before, and what told it is gone.
                new EndedKept(remains, leaveEnded || view.phase() == Phase.STABLE),
                new NothingOnlyHere(role),
                new NothingRefers(role, tables(role)))) {
            all.add(condition.evaluate(migration, view));
        }
        return all;
    }

    private void show(Precondition precondition) {
        live.mark(precondition.holds() ? Mark.HOLDS : Mark.DOES_NOT_HOLD, precondition.name());
        if (!precondition.holds()) {
            live.line("         " + precondition.todo());
        }
    }

    private static void drop(Connection inTransaction, List<String> tables, ControlObjects control)
            throws SQLException {
        try (Statement statement = inTransaction.createStatement()) {
            if (!tables.isEmpty()) {
                // All at once, because they may refer to each other; what else depends on them stops it.
                statement.execute("DROP TABLE " + String.join(", ", tables));
            }
            for (String command : control.drops()) {
                statement.execute(command);
            }
        }
    }

    /** Tables that are not dropped, and refer to some that are. */
    private record NothingRefers(Role role, List<String> tables) implements Condition {
        private static final String QUERY = """
            SELECT format('%%s of table %%s refers to %%s', f.conname, f.conrelid::regclass, f.confrelid::regclass)
            FROM pg_catalog.pg_constraint f
            WHERE f.contype = 'f' AND f.conparentid = 0 AND f.confrelid = ANY (%1$s) AND f.conrelid <> ALL (%1$s) ORDER BY 1
            """;

        @Override
        public Precondition evaluate(Migration migration, MigrationView view) throws SQLException {
            String name = "No other table refers to the migrated ones in "
                    + migration.stores().name(role);
            String dropped = "ARRAY["
                    + String.join(
                            ", ",
                            tables.stream()
                                    .map(table -> migration.plane().dialect().literal(table) + "::regclass::oid")
                                    .toList())
                    + "]";
            List<String> found = new ArrayList<>();
            try (Statement statement = migration.stores().connection(role).createStatement();
                    ResultSet rows = statement.executeQuery(QUERY.formatted(dropped))) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found.isEmpty()
                    ? Precondition.holds(name)
                    : Precondition.blocked(
                            name, "foreign key " + String.join("; ", found) + ": drop the foreign key first");
        }
    }
}
