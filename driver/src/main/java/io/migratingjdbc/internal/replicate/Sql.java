package io.migratingjdbc.internal.replicate;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Small helpers for statement text and transactions. */
public final class Sql {
    /**
     * Under these settings the text of a value is exact and the same in every session, so that text can be carried,
     * compared and hashed instead of values.
     */
    private static final Map<String, String> EXACT_TEXT = exactText();

    private Sql() {}

    /** Work in a transaction of its own. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws SQLException;
    }

    public static String quote(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    public static String quote(List<String> identifiers) {
        return identifiers.stream().map(Sql::quote).collect(Collectors.joining(", "));
    }

    public static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    public static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** @param relation quoted and qualified */
    public static boolean exists(Connection connection, String relation) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
            statement.setString(1, relation);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    public static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    public static Array texts(Connection connection, Collection<String> values) throws SQLException {
        return connection.createArrayOf("text", values.toArray());
    }

    /** {@code SET name = value} for a function's definition. */
    static String exactTextForFunctions() {
        return EXACT_TEXT.entrySet().stream()
                .map(setting -> "SET " + setting.getKey() + " = " + literal(setting.getValue()))
                .collect(Collectors.joining("\n"));
    }

    /**
     * The first statements of a transaction: READ COMMITTED, exact text, and an error instead of an answer from
     * which row security left out rows. Commits are durable, because the other store forgets a row once it is
     * committed here. A process that stops half way gives its locks back after the idle timeout.
     */
    public static String exactTextForTransactions() {
        return "SET LOCAL transaction_isolation = 'read committed'; SET LOCAL transaction_read_only = off;"
                + EXACT_TEXT.entrySet().stream()
                        .map(setting -> "SET LOCAL " + setting.getKey() + " = " + literal(setting.getValue()) + ";")
                        .collect(Collectors.joining())
                + "SET LOCAL row_security = off; SET LOCAL synchronous_commit = on;"
                + "SET LOCAL idle_in_transaction_session_timeout = '60s';";
    }

    /** Commits the work, or rolls it back if it throws. The connection's own mode is restored. */
    public static <T> T inTransaction(Connection connection, Work<T> work) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try {
            T result = work.run();
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            rollback(connection, e);
            throw e;
        } finally {
            if (!connection.isClosed()) {
                connection.setAutoCommit(autoCommit);
            }
        }
    }

    private static void rollback(Connection connection, Throwable cause) {
        try {
            if (!connection.isClosed()) {
                connection.rollback();
            }
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private static Map<String, String> exactText() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("datestyle", "ISO, MDY");
        settings.put("intervalstyle", "postgres");
        settings.put("timezone", "UTC");
        settings.put("extra_float_digits", "1");
        settings.put("bytea_output", "hex");
        settings.put("lc_monetary", "C");
        settings.put("xmloption", "content");
        return settings;
    }
}
