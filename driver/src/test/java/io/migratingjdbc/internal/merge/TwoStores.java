package io.migratingjdbc.internal.merge;

import io.migratingjdbc.internal.sql.QueryShape.OrderItem;
import io.migratingjdbc.internal.sql.QueryShape.Rows;
import io.migratingjdbc.internal.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Two databases, and a third that holds the rows of both. The second sends its values in binary form. */
final class TwoStores implements AutoCloseable {
    final Connection accepting;
    final Connection other;
    final Connection whole;

    TwoStores() throws SQLException {
        accepting = DriverManager.getConnection(TestPostgres.newDatabase());
        other = DriverManager.getConnection(TestPostgres.newDatabase() + "&prepareThreshold=-1");
        whole = DriverManager.getConnection(TestPostgres.newDatabase());
    }

    void everywhere(String sql) throws SQLException {
        for (Connection connection : List.of(accepting, other, whole)) {
            execute(connection, sql);
        }
    }

    void inAccepting(String sql) throws SQLException {
        execute(accepting, sql);
        execute(whole, sql);
    }

    void inOther(String sql) throws SQLException {
        execute(other, sql);
        execute(whole, sql);
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    Parts parts(String sql) throws SQLException {
        return new Parts(query(accepting, sql), query(other, sql));
    }

    /** Closed with the connection. */
    static ResultSet query(Connection connection, String sql) throws SQLException {
        return connection.prepareStatement(sql).executeQuery();
    }

    static Rows rows(OrderItem... order) {
        return new Rows(false, List.of(order), null, null);
    }

    static List<String> column(ResultSet rows, int column) throws SQLException {
        List<String> values = new ArrayList<>();
        while (rows.next()) {
            values.add(rows.getString(column));
        }
        return values;
    }

    @Override
    public void close() throws SQLException {
        accepting.close();
        other.close();
        whole.close();
    }
}
