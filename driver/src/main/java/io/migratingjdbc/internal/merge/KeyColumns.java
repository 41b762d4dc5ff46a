package io.migratingjdbc.internal.merge;

import io.migratingjdbc.internal.model.TableName;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGResultSetMetaData;

/**
 * The result columns that hold an entity's key, by which it is recognised when it shows in both stores.
 *
 * @param positions from 1; empty if not the whole key is in the result
 */
public record KeyColumns(List<Integer> positions) {
    public static final KeyColumns NONE = new KeyColumns(List.of());

    public KeyColumns {
        positions = List.copyOf(positions);
    }

    /**
     * Finds the key of a keyed table by where the columns come from, not by their labels: a label may be given to
     * anything, and rows that are no duplicates would be lost. May ask the store's catalog, once per connection and
     * table.
     */
    public static KeyColumns of(ResultSetMetaData metadata, TableName table, List<String> key) throws SQLException {
        PGResultSetMetaData origin = metadata.unwrap(PGResultSetMetaData.class);
        List<Integer> positions = new ArrayList<>();
        for (String keyColumn : key) {
            int found = 0;
            for (int column = 1; column <= metadata.getColumnCount(); column++) {
                TableName base = new TableName(origin.getBaseSchemaName(column), origin.getBaseTableName(column));
                if (keyColumn.equals(origin.getBaseColumnName(column)) && table.mayBe(base)) {
                    if (found > 0) {
                        // A self-join: which of the two entities a row is cannot be told.
                        return NONE;
                    }
                    found = column;
                }
            }
            if (found == 0) {
                return NONE;
            }
            positions.add(found);
        }
        return new KeyColumns(positions);
    }

    /** The current row's key in a form that can be compared with equals; null if the row has none. */
    List<Object> read(ResultSet rows) throws SQLException {
        List<Object> key = new ArrayList<>();
        for (int position : positions) {
            String value = rows.getString(position);
            if (value == null) {
                return null;
            }
            boolean number = rows.getMetaData().getColumnType(position) == Types.NUMERIC;
            key.add(number ? Numeric.parse(value) : value);
        }
        return key.isEmpty() ? null : key;
    }
}
