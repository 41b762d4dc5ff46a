package io.migratingjdbc.internal.replicate;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The tables and trigger functions that capture and guard need in a store. Installing is idempotent, and safe when
 * several processes do it at once. Several migrations may share them.
 */
public final class ReplicationSchema {
    /** IF NOT EXISTS and OR REPLACE fail when two sessions run them at the same moment. */
    static final String LOCK = "SELECT pg_advisory_xact_lock(" + Triggers.DDL_LOCK + ")";

    private final ControlSchema control;

    public ReplicationSchema(ControlSchema control) {
        this.control = control;
    }

    /**
     * Creates what is missing and brings the functions up to date. Needs CREATE on the control schema, and on the
     * database if the schema is missing.
     */
    public void install(Connection connection) throws SQLException {
        Sql.inTransaction(connection, () -> {
            installIn(connection);
            return null;
        });
    }

    /** The same in the caller's transaction. */
    public void installIn(Connection inTransaction) throws SQLException {
        prepare(inTransaction);
        Sql.execute(inTransaction, guard());
        Sql.execute(inTransaction, MigrationTables.definitions(control));
        Sql.execute(inTransaction, captureFunction());
    }

    /** The part that watches writers without the driver, which a store has from init on. */
    public void installGuard(Connection connection) throws SQLException {
        Sql.inTransaction(connection, () -> {
            prepare(connection);
            Sql.execute(connection, guard());
            return null;
        });
    }

    /** Whether the store has anything that {@link #drop} takes away. */
    public boolean isInstalled(Connection connection) throws SQLException {
        return MigrationTables.anyThere(connection, control)
                && (MigrationTables.ownRows(connection, control) || !isShared(connection));
    }

    /**
     * Takes away what a migration needs from start to its end, in the caller's transaction: all of it, or, where
     * another migration is under way in the same store, its own rows. Its capture triggers must be gone.
     *
     * @throws SQLException 2BP01 if there still are triggers of this migration
     */
    public void drop(Connection inTransaction) throws SQLException {
        Sql.execute(inTransaction, LOCK);
        if (isShared(inTransaction)) {
            MigrationTables.deleteRows(inTransaction, control);
        } else {
            Sql.execute(inTransaction, "DROP FUNCTION IF EXISTS " + control.captureFunction() + "()");
            Sql.execute(inTransaction, "DROP FUNCTION IF EXISTS " + control.object(EvacuationFunctions.CHANGE) + "()");
            Sql.execute(
                    inTransaction, "DROP FUNCTION IF EXISTS " + control.object(EvacuationFunctions.TRUNCATE) + "()");
            Sql.execute(inTransaction, "DROP FUNCTION IF EXISTS " + control.object(EvacuationFunctions.STALE) + "()");
            MigrationTables.drop(inTransaction, control);
        }
    }

    private boolean isShared(Connection connection) throws SQLException {
        return CaptureTriggers.ofOthers(connection, control) || MigrationTables.rowsOfOthers(connection, control);
    }

    /** One at a time, and in a schema that is there. */
    private void prepare(Connection inTransaction) throws SQLException {
        Sql.execute(inTransaction, LOCK);
        if (schemaIsMissing(inTransaction)) {
            // Not IF NOT EXISTS: that would need rights on the database even where the schema exists.
            Sql.execute(inTransaction, "CREATE SCHEMA " + Sql.quote(control.schema()));
        }
    }

    private String guard() {
        return """
            CREATE TABLE IF NOT EXISTS %s (
                id bigserial PRIMARY KEY,
                migration text NOT NULL,
                table_name text NOT NULL,
                user_name text NOT NULL,
                application text NOT NULL,
                address text,
                backend int NOT NULL,
                noted_at timestamptz NOT NULL DEFAULT clock_timestamp());
            """.formatted(control.foreign()) + GuardFunction.definition(control);
    }

    private boolean schemaIsMissing(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT to_regnamespace(?) IS NULL")) {
            statement.setString(1, Sql.quote(control.schema()));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /**
     * Runs with its owner's rights, because any writer's insert must be able to note its row. Key values are noted
     * as the text that the type's own output function gives, so that the cast back is exact for every type.
     * Arguments: migration, the table's name in the plan, the columns of the primary key.
     */
    private String captureFunction() {
        return """
            CREATE OR REPLACE FUNCTION %1$s() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
            SET search_path = pg_catalog, pg_temp
            %2$s
            AS $capture$
            DECLARE
                insertion text;
            BEGIN
                SELECT 'INSERT INTO ' || %3$s || ' (migration, table_name, pk, backend)'
                    || ' SELECT $1, $2, jsonb_build_object('
                    || string_agg(format('%%L, format(%%L, n.%%I)', k, '%%s', k), ', ' ORDER BY i)
                    || '), pg_backend_pid() FROM '
                INTO insertion FROM unnest(TG_ARGV[2:]) WITH ORDINALITY AS a (k, i);
                IF TG_LEVEL = 'ROW' THEN
                    EXECUTE insertion || '(SELECT ($3).*) n' USING TG_ARGV[0], TG_ARGV[1], NEW;
                ELSE
                    EXECUTE insertion || 'inserted n' USING TG_ARGV[0], TG_ARGV[1];
                END IF;
                RETURN NULL;
            END
            $capture$;
            REVOKE ALL ON FUNCTION %1$s() FROM PUBLIC;
            """.formatted(control.captureFunction(), Sql.exactTextForFunctions(), Sql.literal(control.backlog()));
    }
}
