package io.migratingjdbc.internal.replicate;

import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.replicate.Applied.Refusal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Inserts rows into one table of the target where they are absent; in the caller's transaction. */
final class Applier {
    private final CopyTable table;

    Applier(CopyTable table) {
        this.table = table;
    }

    /**
     * READ COMMITTED matters: ON CONFLICT waits for a concurrent insert of the same key, and the comparison, a
     * statement of its own, sees what that has committed.
     *
     * @param entries with rows, in the order of capture
     * @throws SQLException 0A000 if the target stores a row otherwise than it was given
     */
    Applied apply(Connection target, List<Entry> entries) throws SQLException {
        Set<String> stored = insert(target, entries);
        List<Entry> notInserted =
                entries.stream().filter(entry -> !stored.contains(entry.row())).toList();
        if (entries.size() - notInserted.size() < stored.size()) {
            throw ErrorCode.REFUSED.exception("Immutable table " + table.name()
                    + " cannot be copied: the target changes the rows it is given; its column types differ, or a"
                    + " trigger of its own changes new rows. Bring the table to one definition in both stores");
        }
        return new Applied(stored.size(), notInserted.isEmpty() ? List.of() : refusals(target, notInserted));
    }

    private Set<String> insert(Connection target, List<Entry> entries) throws SQLException {
        List<String> columns = table.insertable();
        String sql = "INSERT INTO " + table.target().qualified() + " AS t (" + Sql.quote(columns) + ")"
                + " OVERRIDING SYSTEM VALUE SELECT "
                + String.join(
                        ", ", columns.stream().map(c -> "(r.v)." + Sql.quote(c)).toList())
                + " FROM (SELECT u.t::" + table.target().qualified() + " AS v"
                + " FROM unnest(?::text[]) WITH ORDINALITY AS u (t, n) ORDER BY u.n OFFSET 0) r"
                + " ON CONFLICT DO NOTHING RETURNING " + table.row("t");
        Set<String> inserted = new HashSet<>();
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            statement.setArray(1, Sql.texts(target, rows(entries)));
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    inserted.add(result.getString(1));
                }
            }
        }
        return inserted;
    }

    private List<Refusal> refusals(Connection target, List<Entry> entries) throws SQLException {
        String sql = "SELECT u.n, t.tableoid IS NOT NULL, " + table.row("t")
                + " FROM unnest(?::text[]) WITH ORDINALITY AS u (t, n) LEFT JOIN "
                + table.target().qualified()
                + " t ON " + table.keyIsOf("t", "u.t::" + table.target().qualified());
        List<Refusal> refusals = new ArrayList<>();
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            statement.setArray(1, Sql.texts(target, rows(entries)));
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    Entry entry = entries.get(result.getInt(1) - 1);
                    String there = result.getBoolean(2) ? result.getString(3) : null;
                    if (!entry.row().equals(there)) {
                        refusals.add(new Refusal(entry, there));
                    }
                }
            }
        }
        return refusals;
    }

    private static List<String> rows(List<Entry> entries) {
        return entries.stream().map(Entry::row).toList();
    }
}
