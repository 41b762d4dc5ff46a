package io.migratingjdbc.internal.dialect;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The control tables of protocol section 3. */
final class PostgresControlTables {
    static final List<Table> METADATA = List.of(
            new Table("migrating_migration", """
                name text PRIMARY KEY,
                phase text NOT NULL,
                primary_store text NOT NULL,
                epoch bigint NOT NULL,
                initial_store text NOT NULL,
                target_store text NOT NULL,
                initial_generation bigint NOT NULL,
                target_generation bigint NOT NULL,
                initial_copies bigint NOT NULL DEFAULT 0,
                target_copies bigint NOT NULL DEFAULT 0,
                pending_phase text,
                pending_epoch bigint,
                ranges text NOT NULL DEFAULT '',
                plan text NOT NULL,
                plan_hash text NOT NULL,
                changed_at timestamptz NOT NULL DEFAULT now(),
                CHECK ((pending_phase IS NULL) = (pending_epoch IS NULL)),
                CHECK (pending_epoch = epoch + 1)\
                """),
            new Table("migrating_host", """
                        host_id text PRIMARY KEY,
                        migration text NOT NULL,
                        address text NOT NULL,
                        application text NOT NULL,
                        driver_version text NOT NULL,
                        acknowledged_epoch bigint NOT NULL DEFAULT 0,
                        in_flight integer NOT NULL DEFAULT 0,
                        lease_until timestamptz NOT NULL,
                        started_at timestamptz NOT NULL DEFAULT now()\
                        """),
            new Table("migrating_event", """
                        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                        migration text NOT NULL,
                        at timestamptz NOT NULL DEFAULT clock_timestamp(),
                        who text NOT NULL,
                        what text NOT NULL,
                        result text NOT NULL\
                        """),
            new Table("migrating_census", """
                        migration text NOT NULL,
                        plan_hash text NOT NULL,
                        shape text NOT NULL,
                        statement text NOT NULL,
                        pass bigint NOT NULL,
                        one_store bigint NOT NULL,
                        launch bigint NOT NULL,
                        both_stores bigint NOT NULL,
                        refused bigint NOT NULL,
                        reason text,
                        first_seen timestamptz NOT NULL DEFAULT clock_timestamp(),
                        last_seen timestamptz NOT NULL DEFAULT clock_timestamp(),
                        PRIMARY KEY (migration, plan_hash, shape)\
                        """));

    /**
     * {@code guard_epoch} is the epoch whose transition set the guard, so that nobody late can relax a newer
     * one.
     */
    static final List<Table> STORE = List.of(new Table("migrating_store", """
        migration text NOT NULL,
        store_id text NOT NULL,
        status text NOT NULL CHECK (status IN ('open', 'closed')),
        generation bigint NOT NULL,
        guard text NOT NULL DEFAULT 'note' CHECK (guard IN ('note', 'fence', 'deny')),
        guard_epoch bigint NOT NULL DEFAULT 0,
        changed_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (migration, store_id)\
        """));

    private PostgresControlTables() {}

    record Table(String name, String columns) {}

    /** Does not even try to create what exists, which may need rights that a driver's user does not have. */
    static void create(Connection connection, Dialect dialect, String schema, List<Table> tables) throws SQLException {
        StringBuilder missing = new StringBuilder();
        for (Table table : tables) {
            String name = dialect.qualified(schema, table.name());
            if (!exists(connection, dialect.literal(name))) {
                missing.append(missing.isEmpty() ? "" : "; ")
                        .append("CREATE TABLE IF NOT EXISTS ")
                        .append(name)
                        .append(" (")
                        .append(table.columns())
                        .append(")");
            }
        }
        if (!missing.isEmpty()) {
            oneAtATime(connection, missing.toString());
        }
    }

    /** CREATE ... IF NOT EXISTS and OR REPLACE fail on a unique index of the catalog when two run it at once. */
    static void oneAtATime(Connection connection, String ddl) throws SQLException {
        String lock = "SELECT pg_advisory_xact_lock(" + PostgresFence.lockKey("control tables") + ")";
        PostgresChange.run(connection, List.of(lock), ddl);
    }

    private static boolean exists(Connection connection, String nameLiteral) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT to_regclass(" + nameLiteral + ") IS NOT NULL")) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
