package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.model.ErrorCode;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What an INSERT gave that was made to return the columns that the driver wants to know.
 *
 * @param result what the application gets
 * @param rows the values of the returned columns as texts, row by row
 */
record ReturnedRows(StatementResult result, List<List<String>> rows) {

    /** @throws SQLException 0A000 if the application wants generated keys, which are not among the returned columns */
    static ReturnedRows of(PreparedStatement statement, GeneratedKeys keys) throws SQLException {
        if (!(keys instanceof GeneratedKeys.NotAsked)) {
            throw ErrorCode.REFUSED.exception(
                    "Generated keys cannot be given for an INSERT whose key only the database can compute;"
                            + " give the key's values in the statement");
        }
        List<List<String>> rows = new ArrayList<>();
        try (ResultSet returned = statement.executeQuery()) {
            int columns = returned.getMetaData().getColumnCount();
            while (returned.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= columns; column++) {
                    row.add(returned.getString(column));
                }
                rows.add(row);
            }
        }
        return new ReturnedRows(CombinedResult.ofCount(rows.size(), null), rows);
    }
}
