package io.migratingjdbc.internal.replicate;

import io.migratingjdbc.internal.model.IdStrategy;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.replicate.Triggers.Definition;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What keeps evacuation exact whoever writes: in the store that is given up every change of an entity that was copied, or of its children,
 * is noted in the writer's own transaction; in the store that stays a launch takes away a copy of the same key, whose original must be
 * gone, as the launch has looked for the key there.
 */
public final class EvacuationTriggers {
    private static final String CHANGE = "migrating_ended";
    private static final String TRUNCATE = "migrating_ended_truncate";
    private static final String STALE = "migrating_stale";
    private static final String OF_DRIVER = "coalesce(pg_catalog.current_setting('migrating.host', true), '') <> ''";
    private static final String NOT_EVACUATING =
            "pg_catalog.current_setting('migrating.evacuate', true) IS DISTINCT FROM 'on'";

    private final ControlSchema control;
    private final long since;
    private final Triggers triggers = new Triggers(Duration.ofSeconds(1), 30);

    /** @param since the epoch since which there may be copies */
    public EvacuationTriggers(ControlSchema control, long since) {
        this.control = control;
        this.since = since;
    }

    /** Set in transactions that bring or take away copies. */
    public static String evacuating() {
        return CaptureTriggers.APPLYING + "SET LOCAL migrating.evacuate = 'on';";
    }

    /**
     * In the store that is given up; idempotent. When it returns, every transaction that may write unnoticed has ended.
     *
     * @param tables of the entity and its children, with instance ids
     */
    public void installChange(Connection connection, List<TablePlan> tables) throws SQLException {
        function(connection, EvacuationFunctions.change(control));
        function(connection, EvacuationFunctions.truncate(control));
        List<StoreTable> found = StoreTables.read(
                connection, tables.stream().map(TablePlan::name).toList());
        for (int i = 0; i < found.size(); i++) {
            TablePlan plan = tables.get(i);
            triggers.create(
                    connection,
                    found.get(i),
                    new Definition(
                            CHANGE,
                            "AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW",
                            control.object(EvacuationFunctions.CHANGE),
                            List.of(
                                    control.migration(),
                                    plan.entity().toString(),
                                    plan.instanceId(),
                                    String.valueOf(since))));
            triggers.create(
                    connection,
                    found.get(i),
                    new Definition(
                            TRUNCATE,
                            "BEFORE TRUNCATE ON %s FOR EACH STATEMENT",
                            control.object(EvacuationFunctions.TRUNCATE),
                            List.of(control.migration(), plan.entity().toString(), String.valueOf(since))));
        }
    }

    /**
     * In the store that stays; idempotent.
     *
     * @param tables the keyed table first, its children behind the tables that they refer to
     */
    public void installStale(Connection connection, List<TablePlan> tables) throws SQLException {
        function(connection, EvacuationFunctions.stale(control));
        List<StoreTable> found = StoreTables.read(
                connection, tables.stream().map(TablePlan::name).toList());
        TablePlan keyed = tables.get(0);
        List<String> arguments = new ArrayList<>(List.of(control.migration(), staleCopies(keyed, found.get(0))));
        // The list first, as evacuation does: it may be about to replace the copy.
        arguments.add("DELETE FROM " + control.evacuated() + " WHERE " + ofEntity(keyed) + " AND id = $1");
        for (int i = found.size() - 1; i >= 0; i--) {
            String id = tables.get(i).instanceId();
            arguments.add("DELETE FROM " + found.get(i).qualified() + " WHERE " + Sql.quote(id) + " = $1::"
                    + found.get(i).plainType(id));
        }
        String key = Sql.quote(keyed.key()).replace("%", "%%");
        triggers.create(
                connection,
                found.get(0),
                new Definition(
                        STALE,
                        "BEFORE INSERT OR UPDATE OF " + key + " ON %s FOR EACH ROW WHEN (" + OF_DRIVER + " AND "
                                + NOT_EVACUATING + ")",
                        control.object(EvacuationFunctions.STALE),
                        arguments));
    }

    /** The ids of copies that stand in the way of a new row, {@code $1}. The other store was asked for just these values. */
    private String staleCopies(TablePlan keyed, StoreTable table) {
        String sql = staleCopies(keyed, table, keyed.key());
        return keyed.ids() == IdStrategy.LOOKUP
                ? sql + " UNION " + staleCopies(keyed, table, List.of(keyed.instanceId()))
                : sql;
    }

    private String staleCopies(TablePlan keyed, StoreTable table, List<String> columns) {
        return "SELECT e.id FROM " + table.qualified() + " t JOIN " + control.evacuated() + " e ON e.id = t."
                + Sql.quote(keyed.instanceId()) + "::text AND " + ofEntity(keyed) + " WHERE "
                + columns.stream()
                        .map(Sql::quote)
                        .map(column -> "t." + column + " = ($1)." + column)
                        .collect(Collectors.joining(" AND "));
    }

    private String ofEntity(TablePlan keyed) {
        return "migration = " + Sql.literal(control.migration()) + " AND table_name = "
                + Sql.literal(keyed.name().toString()) + " AND since = " + since;
    }

    private static void function(Connection connection, String definition) throws SQLException {
        Sql.inTransaction(connection, () -> {
            Sql.execute(connection, ReplicationSchema.LOCK);
            Sql.execute(connection, definition);
            return null;
        });
    }

    /** Of this migration; in the caller's transaction. Idempotent. */
    public static void drop(Connection inTransaction, ControlSchema control) throws SQLException {
        for (String name : List.of(CHANGE, TRUNCATE, STALE)) {
            drop(inTransaction, control, name);
        }
    }

    /** Of this migration, in the store that stays; in the caller's transaction. Idempotent. */
    public static void dropStale(Connection inTransaction, ControlSchema control) throws SQLException {
        drop(inTransaction, control, STALE);
    }

    private static void drop(Connection inTransaction, ControlSchema control, String name) throws SQLException {
        for (TableName table : Triggers.tables(inTransaction, control.migration(), name)) {
            Triggers.dropIn(inTransaction, table, name);
        }
    }
}
