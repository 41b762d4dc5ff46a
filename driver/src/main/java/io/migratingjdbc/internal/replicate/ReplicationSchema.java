package io.migratingjdbc.internal.replicate;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The tables and trigger functions that capture and guard need in a store. Installing is idempotent, and safe when
 * several processes do it at once. Nothing here is ever dropped by the product: what was noted stays readable.
 */
public final class ReplicationSchema {
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
            // IF NOT EXISTS and OR REPLACE fail when two sessions run them at the same moment.
            Sql.execute(connection, "SELECT pg_advisory_xact_lock(hashtextextended('migrating ddl', 0))");
            if (schemaIsMissing(connection)) {
                // Not IF NOT EXISTS: that would need rights on the database even where the schema exists.
                Sql.execute(connection, "CREATE SCHEMA " + Sql.quote(control.schema()));
            }
            Sql.execute(connection, tables());
            Sql.execute(connection, captureFunction());
            Sql.execute(connection, GuardFunction.definition(control));
            return null;
        });
    }

    private String tables() {
        return """
            CREATE TABLE IF NOT EXISTS %1$s (
                id bigserial PRIMARY KEY,
                migration text NOT NULL,
                table_name text NOT NULL,
                pk jsonb NOT NULL,
                backend int NOT NULL,
                noted_at timestamptz NOT NULL DEFAULT clock_timestamp());
            CREATE INDEX IF NOT EXISTS migrating_backlog_backend ON %1$s (migration, backend, id);
            CREATE TABLE IF NOT EXISTS %2$s (
                id bigserial PRIMARY KEY,
                migration text NOT NULL,
                table_name text NOT NULL,
                pk jsonb NOT NULL,
                reason text NOT NULL,
                source_row text NOT NULL,
                source_hash text NOT NULL,
                target_row text,
                target_hash text,
                noted_at timestamptz NOT NULL DEFAULT clock_timestamp());
            CREATE UNIQUE INDEX IF NOT EXISTS migrating_divergence_row
                ON %2$s (migration, table_name, md5(pk::text));
            CREATE TABLE IF NOT EXISTS %3$s (
                id bigserial PRIMARY KEY,
                migration text NOT NULL,
                table_name text NOT NULL,
                user_name text NOT NULL,
                application text NOT NULL,
                address text,
                backend int NOT NULL,
                noted_at timestamptz NOT NULL DEFAULT clock_timestamp());
            CREATE TABLE IF NOT EXISTS %4$s (
                migration text NOT NULL,
                epoch bigint NOT NULL,
                table_name text NOT NULL,
                expected bigint NOT NULL,
                chunks int NOT NULL DEFAULT 0,
                planned_to text[],
                planned boolean NOT NULL DEFAULT false,
                PRIMARY KEY (migration, epoch, table_name));
            CREATE TABLE IF NOT EXISTS %5$s (
                migration text NOT NULL,
                epoch bigint NOT NULL,
                table_name text NOT NULL,
                number int NOT NULL,
                after_key text[],
                up_to_key text[],
                read_rows bigint,
                inserted_rows bigint,
                bytes bigint,
                copied_at timestamptz,
                PRIMARY KEY (migration, epoch, table_name, number));
            """.formatted(
                        control.backlog(),
                        control.divergence(),
                        control.foreign(),
                        control.copiedTable(),
                        control.copiedChunk());
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
            """.formatted(
                control.object("migrating_capture"), Sql.exactTextForFunctions(), Sql.literal(control.backlog()));
    }
}
