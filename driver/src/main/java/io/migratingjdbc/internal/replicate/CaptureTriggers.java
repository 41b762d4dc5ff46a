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
            List<String> arguments =
                    new ArrayList<>(List.of(control.migration(), table.name().toString()));
            arguments.addAll(table.key());
            triggers.create(
                    connection,
                    table,
                    new Definition(NAME, table.partitioned() ? ROW : STATEMENT, control.object(NAME), arguments));
        }
    }

    /** Idempotent; the backlog stays. */
    public void uninstall(Connection connection, Collection<TableName> tables) throws SQLException {
        for (StoreTable table : StoreTables.read(connection, tables)) {
            triggers.drop(connection, table, NAME);
        }
    }
}
