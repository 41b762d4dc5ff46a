package io.migratingjdbc.internal.replicate;

import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.replicate.Triggers.Definition;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Capture of new rows of immutable tables: a trigger notes each inserted row's primary key in the backlog, in the
 * writer's own transaction, whoever the writer is. Only sessions that apply copies are left out. Once
 * {@link #install} has returned, every row is either in the backlog, or carried, or was committed before.
 *
 * <p>Limit: the apply process of PostgreSQL's logical replication does not fire statement triggers.
 */
public final class CaptureTriggers {
    static final String NAME = "migrating_capture";
    /** Set in transactions that apply copies. */
    static final String APPLYING = "SET LOCAL migrating.apply = 'on';";

    private static final String NOT_APPLYING =
            " WHEN (pg_catalog.current_setting('migrating.apply', true) IS DISTINCT FROM 'on')";
    private static final String STATEMENT =
            "AFTER INSERT ON %s REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT" + NOT_APPLYING;
    /** A row trigger comes with every partition, those of the future included. */
    private static final String ROW = "AFTER INSERT ON %s FOR EACH ROW" + NOT_APPLYING;

    private final ControlSchema control;
    private final Triggers triggers = new Triggers(Duration.ofSeconds(1), 30);

    public CaptureTriggers(ControlSchema control) {
        this.control = control;
    }

    /**
     * Idempotent. {@link ReplicationSchema#install} must have run.
     *
     * @throws SQLException 08004 for a table that does not exist, 0A000 for one that cannot be captured, before
     *     anything is changed; 55P03 if long transactions kept a table locked
     */
    public void install(Connection connection, Collection<TableName> tables) throws SQLException {
        List<StoreTable> found = StoreTables.read(connection, tables);
        for (StoreTable table : found) {
            table.requireReplicable();
        }
        for (StoreTable table : found) {
            triggers.create(connection, table, definition(table));
        }
    }

    /** One table, in the caller's transaction, which bounds how long the table's lock is waited for; idempotent. */
    public void installIn(Connection inTransaction, TableName table) throws SQLException {
        StoreTable found = StoreTables.read(inTransaction, List.of(table)).get(0);
        found.requireReplicable();
        triggers.createIn(inTransaction, found, definition(found));
    }

    /** The tables among these that are not captured yet. */
    public List<TableName> missing(Connection connection, Collection<TableName> tables) throws SQLException {
        List<TableName> missing = new ArrayList<>();
        for (StoreTable table : StoreTables.read(connection, tables)) {
            if (!triggers.isThere(connection, table, definition(table))) {
                missing.add(table.name());
            }
        }
        return missing;
    }

    private Definition definition(StoreTable table) {
        List<String> arguments =
                new ArrayList<>(List.of(control.migration(), table.name().toString()));
        arguments.addAll(table.key());
        return new Definition(NAME, table.partitioned() ? ROW : STATEMENT, control.object(NAME), arguments);
    }

    /** The tables that this migration captures, whatever the plan says of them by now. */
    public List<TableName> capturedTables(Connection connection) throws SQLException {
        return Triggers.tables(connection, control.migration(), NAME);
    }

    /** In the caller's transaction; the backlog stays. Idempotent. */
    public void drop(Connection inTransaction, TableName capturedTable) throws SQLException {
        Triggers.dropIn(inTransaction, capturedTable, NAME);
    }

    /** Whether other migrations capture in the store with the same function. */
    static boolean ofOthers(Connection connection, ControlSchema control) throws SQLException {
        return Triggers.ofOthers(connection, control.migration(), NAME, control.captureFunction());
    }
}
