package io.migratingjdbc.admin.pace;

import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** The orders of a migration, kept in the target, where each process that works for it looks. */
public final class OrdersTable {
    private final ControlSchema control;

    public OrdersTable(ControlSchema control) {
        this.control = control;
    }

    /** The orders in force; the default ones if nobody has given any. */
    public Orders read(Connection target) throws SQLException {
        return read(target, "");
    }

    /** Changes them for all; two changes at the same time both count. */
    public Orders change(Connection target, UnaryOperator<Orders> change) throws SQLException {
        return Sql.inTransaction(target, () -> changeIn(target, change));
    }

    /** The same in the caller's transaction. */
    public Orders changeIn(Connection inTransaction, UnaryOperator<Orders> change) throws SQLException {
        insertDefault(inTransaction);
        Orders changed = change.apply(read(inTransaction, " FOR UPDATE"));
        write(inTransaction, changed);
        return changed;
    }

    private Orders read(Connection target, String lock) throws SQLException {
        String sql = "SELECT max_rate, max_lag_millis, pause_while, paused, stops FROM " + control.pace()
                + " WHERE migration = ?" + lock;
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            Sql.bind(statement, control.migration());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Orders.DEFAULT;
                }
                long lag = row.getLong(2);
                Duration maxLag = row.wasNull() ? null : Duration.ofMillis(lag);
                return new Orders(
                        MaxRate.parse(row.getString(1)), maxLag, row.getString(3), row.getBoolean(4), row.getInt(5));
            }
        }
    }

    private void insertDefault(Connection target) throws SQLException {
        String sql = "INSERT INTO " + control.pace() + " (migration, max_rate, paused, stops) VALUES (?, ?, false, 0)"
                + " ON CONFLICT DO NOTHING";
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            Sql.bind(statement, control.migration(), Orders.DEFAULT.maxRate().toString());
            statement.executeUpdate();
        }
    }

    private void write(Connection target, Orders orders) throws SQLException {
        String sql =
                "UPDATE " + control.pace() + " SET max_rate = ?, max_lag_millis = ?::bigint, pause_while = ?::text,"
                        + " paused = ?, stops = ? WHERE migration = ?";
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            Sql.bind(
                    statement,
                    orders.maxRate().toString(),
                    orders.maxLag() == null ? null : orders.maxLag().toMillis(),
                    orders.pauseWhile(),
                    orders.paused(),
                    orders.stops(),
                    control.migration());
            statement.executeUpdate();
        }
    }
}
