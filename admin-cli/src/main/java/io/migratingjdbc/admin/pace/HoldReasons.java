package io.migratingjdbc.admin.pace;

import io.migratingjdbc.admin.output.AdminException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** What speaks against going on, by the orders and by how the stores are doing. What nobody can know speaks against it. */
final class HoldReasons {
    private static final String LAG = "SELECT coalesce(extract(epoch FROM max(replay_lag)) * 1000, 0)::bigint,"
            + " count(*) FILTER (WHERE state IS NULL), count(*) FROM pg_catalog.pg_stat_replication";

    private final WatchedStores stores;
    private final Replicas ofSource = new Replicas();
    private final Replicas ofTarget = new Replicas();

    HoldReasons(WatchedStores stores) {
        this.stores = stores;
    }

    /** @return for the operator; null if nothing does */
    String of(Orders orders) throws SQLException {
        if (orders.paused()) {
            return "paused; run pace --resume to go on";
        }
        String reason = orders.pauseWhile() == null ? null : ofQuery(orders.pauseWhile());
        if (reason == null && orders.maxLag() != null) {
            reason = ofSource.reason(stores.source(), orders.maxLag());
        }
        if (reason == null && orders.maxLag() != null) {
            reason = ofTarget.reason(stores.target(), orders.maxLag());
        }
        return reason;
    }

    private String ofQuery(String query) throws SQLException {
        try (Statement statement = stores.source().createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() && row.getBoolean(1) ? "the query of --pause-while is true" : null;
        } catch (SQLException failed) {
            if (!stores.source().isValid(1)) {
                throw failed;
            }
            return "the query of --pause-while fails (" + AdminException.firstLine(failed)
                    + "); pace --pause-while changes it";
        }
    }

    /** Those of one store. One that falls off is as far behind as can be, though nothing tells of it any more. */
    private static final class Replicas {
        private int most;

        String reason(Connection store, Duration maxLag) throws SQLException {
            try (Statement statement = store.createStatement();
                    ResultSet row = statement.executeQuery(LAG)) {
                row.next();
                if (row.getLong(2) > 0) {
                    return "how far the replicas are behind is hidden from this user; grant it pg_monitor, or say"
                            + " pace --max-lag none";
                }
                int count = row.getInt(3);
                most = Math.max(most, count);
                if (count < most) {
                    return "only " + count + " of " + most
                            + " replicas are connected; pace --max-lag none goes on without";
                }
                long millis = row.getLong(1);
                return millis > maxLag.toMillis() ? "a replica is " + millis + " ms behind" : null;
            }
        }
    }
}
