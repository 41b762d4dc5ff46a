package io.migratingjdbc.internal.replicate;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads single rows by their noted primary key, as exact text. */
final class RowReader {
    private final CopyTable table;

    RowReader(CopyTable table) {
        this.table = table;
    }

    /** @return null if there is no such row */
    String read(Connection connection, StoreTable in, String pk) throws SQLException {
        return Sql.inTransaction(connection, () -> {
            Sql.execute(connection, Sql.exactTextForTransactions());
            String sql = "SELECT " + table.row("t") + " FROM (SELECT ?::jsonb AS pk) k JOIN " + in.qualified()
                    + " t ON " + table.keyIs(in, "t", "k.pk");
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, pk);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? row.getString(1) : null;
                }
            }
        });
    }
}
