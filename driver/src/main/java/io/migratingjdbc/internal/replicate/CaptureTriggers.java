package io.migratingjdbc.internal.replicate;

import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.replicate.Triggers.Definition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
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

    private static final String TRIGGERS = " FROM pg_catalog.pg_trigger t"
            + " JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE t.tgname = '" + NAME + "' AND t.tgparentid = 0";
    /** The first argument is the migration. */
    private static final String OWN =
            "convert_from(substring(t.tgargs" + " FOR position('\\000'::bytea IN t.tgargs) - 1), 'UTF8') = ?";

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

    /**
     * The tables, quoted and qualified, that this migration captures, whatever the plan says of them by now.
     */
    public List<String> capturedTables(Connection connection) throws SQLException {
        String sql = "SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname)" + TRIGGERS + " AND " + OWN
                + " ORDER BY n.nspname, c.relname";
        List<String> tables = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, control.migration());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
        }
        return tables;
    }

    /** In the caller's transaction; the backlog stays. Idempotent. */
    public void drop(Connection inTransaction, String capturedTable) throws SQLException {
        Sql.execute(inTransaction, "DROP TRIGGER IF EXISTS " + NAME + " ON " + capturedTable);
    }

    /** Whether other migrations capture in the store with the same function. */
    static boolean ofOthers(Connection connection, ControlSchema control) throws SQLException {
        String sql = "SELECT EXISTS (SELECT" + TRIGGERS + " AND NOT " + OWN + " AND t.tgfoid = to_regproc(?))";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Sql.bind(statement, control.migration(), control.captureFunction());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}
