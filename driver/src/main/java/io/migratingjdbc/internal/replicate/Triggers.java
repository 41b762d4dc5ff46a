package io.migratingjdbc.internal.replicate;

import io.migratingjdbc.internal.model.TableName;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Creates and drops triggers on tables that are in use. CREATE TRIGGER waits for every transaction that has written
 * to the table, and while it waits all later writers queue behind it. So a trigger that is there already is left
 * alone, each wait is bounded, and between two tries the writers that queued go on.
 */
final class Triggers {
    /** Held exclusively while the functions behind the triggers are made or dropped. */
    static final String DDL_LOCK = "hashtextextended('migrating ddl', 0)";

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final String OF_NAME = " FROM pg_catalog.pg_trigger t"
            + " JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE t.tgname = ? AND t.tgparentid = 0";
    /** The first argument of all triggers of this project names it. */
    private static final String MIGRATION =
            "convert_from(substring(t.tgargs FOR position('\\000'::bytea IN t.tgargs) - 1), 'UTF8')";

    private final Duration perTry;
    private final int tries;

    Triggers(Duration perTry, int tries) {
        this.perTry = perTry;
        this.tries = tries;
    }

    /**
     * @param events for instance {@code AFTER INSERT ON %s FOR EACH STATEMENT}, with %s for the table
     * @param function quoted and qualified
     */
    record Definition(String name, String events, String function, List<String> arguments) {
        Definition {
            arguments = List.copyOf(arguments);
        }

        /** As the catalog keeps them: each ends with a zero byte. */
        private byte[] catalogArguments() {
            return arguments.stream()
                    .map(argument -> argument + "\0")
                    .collect(Collectors.joining())
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    /** The tables that have a trigger of the migration, whatever the plan says of them by now. */
    static List<TableName> tables(Connection connection, String migration, String name) throws SQLException {
        String sql = "SELECT n.nspname, c.relname" + OF_NAME + " AND " + MIGRATION + " = ? ORDER BY 1, 2";
        List<TableName> tables = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Sql.bind(statement, name, migration);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    tables.add(new TableName(rows.getString(1), rows.getString(2)));
                }
            }
        }
        return tables;
    }

    /** Whether other migrations have triggers of that name with the same function. */
    static boolean ofOthers(Connection connection, String migration, String name, String function) throws SQLException {
        String sql = "SELECT EXISTS (SELECT" + OF_NAME + " AND " + MIGRATION + " <> ? AND t.tgfoid = to_regproc(?))";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Sql.bind(statement, name, migration, function);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** Where {@link #tables} has found it; in the caller's transaction. Idempotent. */
    static void dropIn(Connection inTransaction, TableName table, String name) throws SQLException {
        Sql.execute(
                inTransaction,
                "DROP TRIGGER IF EXISTS " + name + " ON " + Sql.quote(table.schema()) + "." + Sql.quote(table.name()));
    }

    void create(Connection connection, StoreTable table, Definition definition) throws SQLException {
        if (!isThere(connection, table, definition)) {
            locking(connection, ddl(table, definition));
        }
    }

    /** The same in the caller's transaction, which bounds how long locks are waited for. */
    void createIn(Connection inTransaction, StoreTable table, Definition definition) throws SQLException {
        if (!isThere(inTransaction, table, definition)) {
            Sql.execute(inTransaction, ddl(table, definition));
        }
    }

    private static String ddl(StoreTable table, Definition definition) {
        String arguments = definition.arguments().stream().map(Sql::literal).collect(Collectors.joining(", "));
        // ALWAYS: replication roles must not switch it off.
        return "SELECT pg_advisory_xact_lock_shared(" + DDL_LOCK + "); CREATE OR REPLACE TRIGGER " + definition.name()
                + " " + definition.events().formatted(table.qualified())
                + " EXECUTE FUNCTION " + definition.function() + "(" + arguments + ");"
                + "ALTER TABLE " + table.qualified() + " ENABLE ALWAYS TRIGGER " + definition.name();
    }

    void drop(Connection connection, StoreTable table, String name) throws SQLException {
        String sql = "SELECT FROM pg_catalog.pg_trigger WHERE tgrelid = ? AND tgname = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Sql.bind(statement, table.oid(), name);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return;
                }
            }
        }
        locking(connection, "DROP TRIGGER IF EXISTS " + name + " ON " + table.qualified());
    }

    boolean isThere(Connection connection, StoreTable table, Definition definition) throws SQLException {
        String sql = "SELECT FROM pg_catalog.pg_trigger WHERE tgrelid = ? AND tgname = ? AND tgenabled = 'A'"
                + " AND tgfoid = to_regproc(?) AND tgargs = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Sql.bind(statement, table.oid(), definition.name(), definition.function(), definition.catalogArguments());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    private void locking(Connection connection, String ddl) throws SQLException {
        for (int left = tries; ; left--) {
            try {
                Sql.inTransaction(connection, () -> {
                    Sql.execute(connection, "SET LOCAL lock_timeout = " + perTry.toMillis() + ";" + ddl);
                    return null;
                });
                return;
            } catch (SQLException e) {
                if (!LOCK_NOT_AVAILABLE.equals(e.getSQLState()) || left <= 1) {
                    throw e;
                }
            }
        }
    }
}
