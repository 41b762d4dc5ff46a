package io.migratingjdbc.admin.evacuate;

import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the store that is given up knows of the copies of its entities. An entity's serial grows each time when it is about to be copied:
 * of two processes that copy it, the one that read it later has the larger one.
 */
final class Marks {
    private final ControlSchema control;
    private final TablePlan keyed;
    private final long since;

    Marks(ControlSchema control, TablePlan keyed, long since) {
        this.control = control;
        this.keyed = keyed;
        this.since = since;
    }

    /** @param seen notes up to it are in what is read after the commit of the marks, and after the end of those who have written before */
    record Begun(Map<String, Long> serials, long seen) {}

    /** From the commit on every change is noted. */
    Begun begin(Connection inTransaction, Collection<String> ids) throws SQLException {
        String mark = "INSERT INTO " + control.ended() + " AS e (migration, table_name, since, id, serial, copied)"
                + " SELECT ?, ?, ?, u.id, 1, false FROM unnest(?) AS u (id) ORDER BY u.id"
                + " ON CONFLICT (migration, table_name, since, id) DO UPDATE SET serial = e.serial + 1, copied = false"
                + " RETURNING id, serial";
        Map<String, Long> serials = new TreeMap<>();
        try (PreparedStatement statement = inTransaction.prepareStatement(mark)) {
            Sql.bind(statement, control.migration(), table(), since, Sql.texts(inTransaction, ids));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    serials.put(rows.getString(1), rows.getLong(2));
                }
            }
        }
        return new Begun(serials, seen(inTransaction, ids));
    }

    private long seen(Connection inTransaction, Collection<String> ids) throws SQLException {
        String last = "SELECT coalesce(max(n), 0) FROM " + control.endedChange()
                + " WHERE migration = ? AND table_name = ? AND id = ANY (?)";
        try (PreparedStatement statement = inTransaction.prepareStatement(last)) {
            Sql.bind(statement, control.migration(), table(), Sql.texts(inTransaction, ids));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Only those that nobody has begun to copy since; until then their notes stay, and have them copied again if this never happens. */
    void copied(Connection connection, Map<String, Long> serials, long seen) throws SQLException {
        update(connection, "UPDATE " + control.ended() + " AS e SET copied = true FROM", serials, seen);
    }

    /** Of entities that have not ended, or are gone, and whose copies are gone, too; only those that nobody has begun to copy since. */
    void forget(Connection connection, Map<String, Long> serials, long seen) throws SQLException {
        update(connection, "DELETE FROM " + control.ended() + " AS e USING", serials, seen);
    }

    private void update(Connection connection, String change, Map<String, Long> serials, long seen)
            throws SQLException {
        String sql = "WITH done AS (" + change + " unnest(?, ?) AS u (id, serial)"
                + " WHERE e.migration = ? AND e.table_name = ? AND e.since = ? AND e.id = u.id AND e.serial = u.serial"
                + " RETURNING e.id) DELETE FROM " + control.endedChange() + " AS c USING done"
                + " WHERE c.migration = ? AND c.table_name = ? AND c.id = done.id AND c.n <= ?";
        if (serials.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Sql.bind(
                    statement,
                    Sql.texts(connection, serials.keySet()),
                    connection.createArrayOf("bigint", serials.values().toArray()),
                    control.migration(),
                    table(),
                    since,
                    control.migration(),
                    table(),
                    seen);
            statement.executeUpdate();
        }
    }

    /** Ids of entities that changed although they were marked; behind one in the order of ids. */
    List<String> changed(Connection connection, String after, int most) throws SQLException {
        String sql = "SELECT DISTINCT id COLLATE \"C\" AS id FROM " + control.endedChange()
                + " WHERE migration = ? AND table_name = ? AND id COLLATE \"C\" > ? ORDER BY 1 LIMIT " + most;
        List<String> ids = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Sql.bind(statement, control.migration(), table(), after == null ? "" : after);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getString(1));
                }
            }
        }
        return ids;
    }

    private String table() {
        return keyed.name().toString();
    }
}
