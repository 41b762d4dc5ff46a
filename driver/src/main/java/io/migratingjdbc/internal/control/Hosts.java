package io.migratingjdbc.internal.control;

import io.migratingjdbc.internal.dialect.Dialect;
import io.migratingjdbc.internal.model.MigrationView;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** The list of a migration's hosts, kept in the metadata store. Connections have autocommit on. */
public final class Hosts {
    private final Dialect dialect;
    private final String hosts;
    private final String records;
    private final String migration;

    public Hosts(Dialect dialect, String schema, String migration) {
        this.dialect = dialect;
        this.hosts = dialect.qualified(schema, "migrating_host");
        this.records = dialect.qualified(schema, "migrating_migration");
        this.migration = migration;
    }

    /**
     * @param registered whether the host's row was there to be renewed; if not, the view must not be used
     * @param view null if the migration has no record
     */
    record Renewal(boolean registered, MigrationView view) {}

    /** Has committed, durably, when it returns. */
    void register(Connection connection, HostIdentity host, Duration lease) throws SQLException {
        dialect.change(
                connection,
                "INSERT INTO " + hosts + " (host_id, migration, address, application, driver_version, lease_until)"
                        + " VALUES (?, ?, ?, ?, ?, clock_timestamp() + ? * interval '1 millisecond')"
                        + " ON CONFLICT (host_id) DO UPDATE SET lease_until = excluded.lease_until",
                host.hostId(),
                migration,
                host.address(),
                host.application(),
                host.driverVersion(),
                lease.toMillis());
    }

    /** Renews the lease, acknowledges, and reads the record in one round trip and one read of one row. */
    Renewal renew(Connection connection, String hostId, Duration lease, long acknowledged, int inFlight)
            throws SQLException {
        String sql = "WITH renewed AS (UPDATE " + hosts
                + " SET lease_until = clock_timestamp() + ? * interval '1 millisecond',"
                + " acknowledged_epoch = greatest(acknowledged_epoch, ?), in_flight = ?"
                + " WHERE host_id = ? AND migration = ? RETURNING 1)"
                + " SELECT " + RecordRow.COLUMNS + ", (SELECT count(*) FROM renewed) AS renewed FROM " + records
                + " WHERE name = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, lease.toMillis());
            statement.setLong(2, acknowledged);
            statement.setInt(3, inFlight);
            statement.setString(4, hostId);
            statement.setString(5, migration);
            statement.setString(6, migration);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? new Renewal(row.getInt("renewed") == 1, RecordRow.map(row))
                        : new Renewal(false, null);
            }
        }
    }

    public List<HostInfo> list(Connection connection) throws SQLException {
        String sql = "SELECT h.*, lease_until > clock_timestamp() AS live FROM " + hosts
                + " h WHERE migration = ? ORDER BY started_at, host_id";
        List<HostInfo> list = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, migration);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    list.add(map(row));
                }
            }
        }
        return list;
    }

    /** @return whether the host was there */
    boolean deregister(Connection connection, String hostId) throws SQLException {
        return delete(connection, hostId, "");
    }

    /**
     * Takes a host whose lease has run out off the list, so that nothing waits for it. Should it still be alive, it
     * registers again before it uses a view. While its lease runs it reads by the view it has, and nobody would wait
     * for it any more before rows come to a store that it does not ask.
     *
     * @return whether there was such a host, with no lease
     */
    public boolean evict(Connection connection, String hostId) throws SQLException {
        return delete(connection, hostId, " AND lease_until <= clock_timestamp()");
    }

    private boolean delete(Connection connection, String hostId, String which) throws SQLException {
        String sql = "DELETE FROM " + hosts + " WHERE host_id = ? AND migration = ?" + which;
        return dialect.change(connection, sql, hostId, migration) == 1;
    }

    private static HostInfo map(ResultSet row) throws SQLException {
        return new HostInfo(
                new HostIdentity(
                        row.getString("host_id"),
                        row.getString("address"),
                        row.getString("application"),
                        row.getString("driver_version")),
                row.getLong("acknowledged_epoch"),
                row.getInt("in_flight"),
                row.getObject("lease_until", OffsetDateTime.class).toInstant(),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                row.getBoolean("live"));
    }
}
