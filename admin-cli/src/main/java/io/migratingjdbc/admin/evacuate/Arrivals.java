package io.migratingjdbc.admin.evacuate;

import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.EvacuationTriggers;
import io.migratingjdbc.internal.replicate.Sql;
import io.migratingjdbc.internal.replicate.StoreTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The list of copies in the store that stays, and the copies themselves; all in the caller's transaction. */
final class Arrivals {
    private final ControlSchema control;
    private final Family family;
    private final long since;

    Arrivals(ControlSchema control, Family family, long since) {
        this.control = control;
        this.family = family;
        this.since = since;
    }

    static void settings(Connection inTransaction) throws SQLException {
        Sql.execute(
                inTransaction,
                Sql.exactTextForTransactions() + "SET LOCAL statement_timeout = 0;" + EvacuationTriggers.evacuating());
    }

    /**
     * Puts entities on the list and takes away the copies of them that are there.
     *
     * @return those of which nobody has brought a later copy
     */
    Set<String> accept(Connection inTransaction, Map<String, Long> serials) throws SQLException {
        String sql = "INSERT INTO " + control.evacuated() + " AS e (migration, table_name, since, id, serial)"
                + " SELECT ?, ?, ?, u.id, u.serial FROM unnest(?, ?) AS u (id, serial) ORDER BY u.id"
                + " ON CONFLICT (migration, table_name, since, id) DO UPDATE SET serial = excluded.serial"
                + " WHERE e.serial < excluded.serial RETURNING id, xmax <> 0";
        Set<String> accepted = new TreeSet<>();
        Set<String> there = new TreeSet<>();
        try (PreparedStatement statement = inTransaction.prepareStatement(sql)) {
            Sql.bind(
                    statement,
                    control.migration(),
                    table(),
                    since,
                    Sql.texts(inTransaction, serials.keySet()),
                    inTransaction.createArrayOf("bigint", serials.values().toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    accepted.add(rows.getString(1));
                    // Updated, not inserted: also where another process has brought it while this one waited for its
                    // lock.
                    if (rows.getBoolean(2)) {
                        there.add(rows.getString(1));
                    }
                }
            }
        }
        deleteRows(inTransaction, there);
        return accepted;
    }

    /** Takes entities off the list, whose copies {@link #accept} has taken away. */
    void strike(Connection inTransaction, Collection<String> ids) throws SQLException {
        String sql = "DELETE FROM " + control.evacuated()
                + " WHERE migration = ? AND table_name = ? AND since = ? AND id = ANY (?)";
        try (PreparedStatement statement = inTransaction.prepareStatement(sql)) {
            Sql.bind(statement, control.migration(), table(), since, Sql.texts(inTransaction, ids));
            statement.executeUpdate();
        }
    }

    /** Children first. */
    private void deleteRows(Connection inTransaction, Set<String> ids) throws SQLException {
        for (int i = family.members().size() - 1; i >= 0 && !ids.isEmpty(); i--) {
            Family.Member member = family.members().get(i);
            StoreTable table = member.table().target();
            String sql = "DELETE FROM " + table.qualified() + " AS t WHERE " + member.rowsOf(table, "t", "?");
            try (PreparedStatement statement = inTransaction.prepareStatement(sql)) {
                statement.setArray(1, Sql.texts(inTransaction, ids));
                statement.executeUpdate();
            }
        }
    }

    /** @param rows as {@link io.migratingjdbc.internal.replicate.CopyTable#row} writes them */
    void insert(Connection inTransaction, Family.Member member, List<String> rows) throws SQLException {
        List<String> columns = member.table().insertable();
        String target = member.table().target().qualified();
        String sql = "INSERT INTO " + target + " (" + Sql.quote(columns) + ") OVERRIDING SYSTEM VALUE SELECT "
                + columns.stream().map(column -> "(r.v)." + Sql.quote(column)).collect(Collectors.joining(", "))
                + " FROM (SELECT u.t::" + target + " AS v FROM unnest(?::text[]) WITH ORDINALITY AS u (t, n)"
                + " ORDER BY u.n OFFSET 0) r";
        try (PreparedStatement statement = inTransaction.prepareStatement(sql)) {
            statement.setArray(1, Sql.texts(inTransaction, new ArrayList<>(rows)));
            statement.executeUpdate();
        }
    }

    private String table() {
        return family.keyed().name().toString();
    }
}
