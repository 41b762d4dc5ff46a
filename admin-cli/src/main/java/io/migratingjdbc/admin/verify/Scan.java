package io.migratingjdbc.admin.verify;

import io.migratingjdbc.internal.replicate.StoreTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** How a store is to read ranges of a table's primary key. */
enum Scan {
    /** As its planner thinks. */
    PLANNED(""),

    /**
     * Rows that lie in the order of their keys: by a bitmap, which reads many pages at once, by the worker itself. An index scan takes page after
     * page and row after row; and read-ahead by other processes takes longer than the reading of what the operating system has at hand.
     */
    BY_BITMAP(
            "SET LOCAL enable_indexscan = off; SET LOCAL enable_seqscan = off; SET LOCAL effective_io_concurrency = 0;");

    private static final double CORRELATED = 0.95;

    private final String settings;

    Scan(String settings) {
        this.settings = settings;
    }

    /** By the table's statistics, which know the order of single columns only. */
    static Scan of(Connection connection, StoreTable table) throws SQLException {
        boolean allInIndex = table.columns().size() == table.key().size();
        if (table.key().size() > 1 || allInIndex) {
            return PLANNED;
        }
        String sql = "SELECT abs(correlation) > ? FROM pg_catalog.pg_stats"
                + " WHERE schemaname = ? AND tablename = ? AND attname = ? AND NOT inherited";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setDouble(1, CORRELATED);
            statement.setString(2, table.schema());
            statement.setString(3, table.relation());
            statement.setString(4, table.key().get(0));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1) ? BY_BITMAP : PLANNED;
            }
        }
    }

    /** Statements for the begin of a transaction; may be empty. */
    String settings() {
        return settings;
    }
}
