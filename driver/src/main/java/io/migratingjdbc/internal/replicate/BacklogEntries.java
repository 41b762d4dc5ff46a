package io.migratingjdbc.internal.replicate;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The backlog as a queue of entries: locked, read with their rows, removed; all in the caller's transaction. */
final class BacklogEntries {
    private static final long BATCH_CHARACTERS = 4_000_000;
    private static final int FIRST_FETCH = 50;
    private static final int FETCH_CHARACTERS = 500_000;

    private final ControlSchema control;
    private final CopyPlan plan;

    BacklogEntries(ControlSchema control, CopyPlan plan) {
        this.control = control;
        this.plan = plan;
    }

    /**
     * Which entries to lock.
     *
     * @param condition a further one, or empty
     * @param free only those that nobody else has locked, instead of waiting for them
     */
    record Which(String condition, boolean free) {
        static final Which ALL = new Which("", false);
    }

    /**
     * Locks the oldest entries in the order of their ids.
     *
     * @return by table
     */
    Map<String, List<Long>> lock(Connection source, Which which, int limit) throws SQLException {
        String sql = "SELECT id, table_name FROM " + control.backlog()
                + " WHERE migration = ? AND table_name = ANY (?) " + which.condition()
                + " ORDER BY id LIMIT ? FOR UPDATE"
                + (which.free() ? " SKIP LOCKED" : "");
        Map<String, List<Long>> locked = new LinkedHashMap<>();
        try (PreparedStatement statement = source.prepareStatement(sql)) {
            Sql.bind(statement, control.migration(), Sql.texts(source, plan.texts()), limit);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    locked.computeIfAbsent(rows.getString(2), table -> new ArrayList<>())
                            .add(rows.getLong(1));
                }
            }
        }
        return locked;
    }

    /**
     * The rows of locked entries, per table in the order of the plan. Stops when memory would get tight: what was not
     * read just stays in the backlog.
     */
    List<List<Entry>> read(Connection source, Map<String, List<Long>> locked) throws SQLException {
        List<List<Entry>> perTable = new ArrayList<>();
        long characters = 0;
        for (CopyTable table : plan.tables()) {
            List<Entry> entries = new ArrayList<>();
            perTable.add(entries);
            List<Long> ids = locked.getOrDefault(table.name().toString(), List.of());
            if (ids.isEmpty() || characters > BATCH_CHARACTERS) {
                continue;
            }
            String sql = "SELECT b.id, b.pk::text, t.tableoid IS NOT NULL, " + table.row("t") + " FROM "
                    + control.backlog() + " b LEFT JOIN " + table.source().qualified() + " t ON "
                    + table.keyIs(table.source(), "t", "b.pk") + " WHERE b.id = ANY (?) ORDER BY b.id";
            try (PreparedStatement statement = source.prepareStatement(sql)) {
                statement.setFetchSize(FIRST_FETCH);
                statement.setArray(1, source.createArrayOf("bigint", ids.toArray()));
                try (ResultSet rows = statement.executeQuery()) {
                    while (characters <= BATCH_CHARACTERS && rows.next()) {
                        String row = rows.getBoolean(3) ? rows.getString(4) : null;
                        characters += row == null ? 0 : row.length();
                        entries.add(new Entry(rows.getLong(1), table.name().toString(), rows.getString(2), row));
                        if (entries.size() == FIRST_FETCH) {
                            rows.setFetchSize(fetchSize(entries));
                        }
                    }
                }
            }
        }
        return perTable;
    }

    /** Few round trips for narrow rows, little memory for wide ones. */
    private static int fetchSize(List<Entry> first) {
        long characters = first.stream()
                .mapToLong(entry -> entry.row() == null ? 0 : entry.row().length())
                .sum();
        return (int) Math.max(1, FETCH_CHARACTERS / Math.max(1, characters / first.size()));
    }

    void remove(Connection source, List<Entry> entries) throws SQLException {
        String sql = "DELETE FROM " + control.backlog() + " WHERE id = ANY (?)";
        try (PreparedStatement statement = source.prepareStatement(sql)) {
            statement.setArray(
                    1,
                    source.createArrayOf(
                            "bigint", entries.stream().map(Entry::id).toArray()));
            statement.executeUpdate();
        }
    }
}
