package io.migratingjdbc.internal.replicate;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The tables that a migration needs in its stores from start to its end. <em>This list is the one place that names
 * them</em>: what is here is made by start and dropped when the migration is in STABLE again. Each has a column
 * {@code migration}, because migrations may share a store.
 */
final class MigrationTables {
    /** Who needs the tables, even if nothing else is in them. */
    static final String IN_USE = "migrating_in_use";

    private static final List<Table> ALL = List.of(
            new Table(IN_USE, """
                migration text PRIMARY KEY,
                since timestamptz NOT NULL DEFAULT clock_timestamp()\
                """),
            new Table(
                    "migrating_backlog",
                    """
                id bigserial PRIMARY KEY,
                migration text NOT NULL,
                table_name text NOT NULL,
                pk jsonb NOT NULL,
                backend int NOT NULL,
                noted_at timestamptz NOT NULL DEFAULT clock_timestamp()\
                """,
                    "CREATE INDEX IF NOT EXISTS migrating_backlog_backend ON %s (migration, backend, id)"),
            new Table(
                    "migrating_divergence",
                    """
                id bigserial PRIMARY KEY,
                migration text NOT NULL,
                table_name text NOT NULL,
                pk jsonb NOT NULL,
                reason text NOT NULL,
                source_row text NOT NULL,
                source_hash text NOT NULL,
                target_row text,
                target_hash text,
                noted_at timestamptz NOT NULL DEFAULT clock_timestamp()\
                """,
                    "CREATE UNIQUE INDEX IF NOT EXISTS migrating_divergence_row"
                            + " ON %s (migration, table_name, md5(pk::text))"),
            new Table("migrating_copied_table", """
                migration text NOT NULL,
                epoch bigint NOT NULL,
                table_name text NOT NULL,
                expected bigint NOT NULL,
                chunks int NOT NULL DEFAULT 0,
                planned_to text[],
                planned boolean NOT NULL DEFAULT false,
                PRIMARY KEY (migration, epoch, table_name)\
                """),
            new Table("migrating_copied_chunk", """
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
                PRIMARY KEY (migration, epoch, table_name, number)\
                """),
            new Table("migrating_verified", """
                migration text NOT NULL,
                epoch bigint NOT NULL,
                table_name text NOT NULL,
                run text NOT NULL,
                definition text NOT NULL,
                started_at timestamptz NOT NULL,
                saved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
                expected bigint NOT NULL,
                compared_to text[],
                source_rows bigint NOT NULL DEFAULT 0,
                target_rows bigint NOT NULL DEFAULT 0,
                candidates jsonb[] NOT NULL DEFAULT '{}',
                finished boolean NOT NULL DEFAULT false,
                PRIMARY KEY (migration, epoch, table_name)\
                """),
            new Table("migrating_pace", """
                migration text PRIMARY KEY,
                max_rate text NOT NULL,
                max_lag_millis bigint,
                pause_while text,
                paused boolean NOT NULL,
                stops int NOT NULL\
                """),
            new Table("migrating_found_table", """
                migration text NOT NULL,
                table_name text NOT NULL,
                was_empty boolean NOT NULL,
                PRIMARY KEY (migration, table_name)\
                """),
            new Table("migrating_found_sequence", """
                migration text NOT NULL,
                schema_name text NOT NULL,
                sequence_name text NOT NULL,
                min_value bigint NOT NULL,
                max_value bigint NOT NULL,
                start_value bigint NOT NULL,
                cycle boolean NOT NULL,
                last_value bigint NOT NULL,
                is_called boolean NOT NULL,
                PRIMARY KEY (migration, schema_name, sequence_name)\
                """),
            new Table("migrating_drained", """
                migration text NOT NULL,
                store_id text NOT NULL,
                generation bigint NOT NULL,
                table_name text NOT NULL,
                at timestamptz NOT NULL DEFAULT clock_timestamp(),
                rows bigint NOT NULL,
                PRIMARY KEY (migration, store_id, generation, table_name, at)\
                """),
            new Table("migrating_evacuated", """
                migration text NOT NULL,
                table_name text NOT NULL,
                since bigint NOT NULL,
                id text NOT NULL,
                serial bigint NOT NULL,
                PRIMARY KEY (migration, table_name, since, id)\
                """),
            new Table("migrating_ended", """
                migration text NOT NULL,
                table_name text NOT NULL,
                since bigint NOT NULL,
                id text NOT NULL,
                serial bigint NOT NULL,
                copied boolean NOT NULL,
                PRIMARY KEY (migration, table_name, since, id)\
                """),
            new Table(
                    "migrating_ended_change",
                    """
                n bigserial PRIMARY KEY,
                migration text NOT NULL,
                table_name text NOT NULL,
                id text NOT NULL\
                """,
                    "CREATE INDEX IF NOT EXISTS migrating_ended_change_id ON %s (migration, table_name, id)"),
            new Table("migrating_evacuation", """
                migration text PRIMARY KEY,
                run bigint NOT NULL DEFAULT 0,
                sealed_in bigint,
                copies_count_in bigint\
                """));

    private MigrationTables() {}

    /** @param index with %s for the table; null if there is none */
    private record Table(String name, String columns, String index) {
        Table(String name, String columns) {
            this(name, columns, null);
        }

        String definition(ControlSchema control) {
            String table = control.object(name);
            return "CREATE TABLE IF NOT EXISTS " + table + " (" + columns + ");"
                    + (index == null ? "" : index.formatted(table) + ";");
        }
    }

    /** Makes them, in one transaction with the note that this migration needs them. */
    static String definitions(ControlSchema control) {
        return ALL.stream().map(table -> table.definition(control)).collect(Collectors.joining("\n"))
                + "INSERT INTO " + control.inUse() + " VALUES (" + Sql.literal(control.migration())
                + ") ON CONFLICT DO NOTHING;";
    }

    static List<String> names() {
        return ALL.stream().map(Table::name).toList();
    }

    static boolean anyThere(Connection connection, ControlSchema control) throws SQLException {
        return !present(connection, control).isEmpty();
    }

    static boolean rowsOfOthers(Connection connection, ControlSchema control) throws SQLException {
        return rows(connection, control, "<>");
    }

    static boolean ownRows(Connection connection, ControlSchema control) throws SQLException {
        return rows(connection, control, "=");
    }

    private static boolean rows(Connection connection, ControlSchema control, String comparison) throws SQLException {
        for (String table : present(connection, control)) {
            String sql = "SELECT EXISTS (SELECT FROM " + table + " WHERE migration " + comparison + " ?)";
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, control.migration());
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    if (row.getBoolean(1)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    static void deleteRows(Connection inTransaction, ControlSchema control) throws SQLException {
        for (String table : present(inTransaction, control)) {
            try (PreparedStatement statement =
                    inTransaction.prepareStatement("DELETE FROM " + table + " WHERE migration = ?")) {
                statement.setString(1, control.migration());
                statement.executeUpdate();
            }
        }
    }

    static void drop(Connection inTransaction, ControlSchema control) throws SQLException {
        for (Table table : ALL) {
            Sql.execute(inTransaction, "DROP TABLE IF EXISTS " + control.object(table.name()));
        }
    }

    /** Those that are there, of whatever version of the product. */
    private static List<String> present(Connection connection, ControlSchema control) throws SQLException {
        List<String> names =
                ALL.stream().map(table -> control.object(table.name())).toList();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT array(SELECT n FROM unnest(?::text[]) n WHERE to_regclass(n) IS NOT NULL)")) {
            statement.setArray(1, Sql.texts(connection, names));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return List.of((String[]) row.getArray(1).getArray());
            }
        }
    }
}
