package io.migratingjdbc.internal.control;

import io.migratingjdbc.internal.dialect.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** The log of what was done to a migration, kept in the metadata store. Texts must not contain passwords. */
public final class Events {
    private final Dialect dialect;
    private final String table;
    private final String migration;

    public Events(Dialect dialect, String schema, String migration) {
        this.dialect = dialect;
        this.table = dialect.qualified(schema, "migrating_event");
        this.migration = migration;
    }

    /** @param at by the database's clock */
    public record Event(long id, Instant at, String who, String what, String result) {}

    public void append(Connection connection, String who, String what, String result) throws SQLException {
        dialect.change(
                connection,
                "INSERT INTO " + table + " (migration, who, what, result) VALUES (?, ?, ?, ?)",
                migration,
                who,
                what,
                result);
    }

    /** The latest events, oldest first. */
    public List<Event> list(Connection connection, int limit) throws SQLException {
        String sql = "SELECT * FROM (SELECT id, at, who, what, result FROM " + table
                + " WHERE migration = ? ORDER BY id DESC LIMIT ?) latest ORDER BY id";
        List<Event> events = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, migration);
            statement.setInt(2, limit);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    events.add(new Event(
                            row.getLong("id"),
                            row.getObject("at", OffsetDateTime.class).toInstant(),
                            row.getString("who"),
                            row.getString("what"),
                            row.getString("result")));
                }
            }
        }
        return events;
    }
}
