package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.merge.KeyColumns;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns of a query's answer and of the parts that it is computed from, as a store describes them.
 *
 * @param labels of the answer
 * @param partLabels of a part
 * @param types of a part
 * @param key where a part has an entity's key, from 1; empty if entities cannot be recognised
 * @param alike whether the other store's part has them in the same order
 */
record PartColumns(List<String> labels, List<String> partLabels, List<String> types, List<Integer> key, boolean alike) {

    PartColumns {
        labels = List.copyOf(labels);
        partLabels = List.copyOf(partLabels);
        types = List.copyOf(types);
        key = List.copyOf(key);
    }

    static PartColumns of(ResultSetMetaData answer, ResultSetMetaData part, KeyColumns key) throws SQLException {
        List<String> types = new ArrayList<>();
        for (int column = 1; column <= part.getColumnCount(); column++) {
            types.add(part.getColumnTypeName(column));
        }
        return new PartColumns(labels(answer), labels(part), types, key.positions(), true);
    }

    static List<String> labels(ResultSetMetaData columns) throws SQLException {
        List<String> labels = new ArrayList<>();
        for (int column = 1; column <= columns.getColumnCount(); column++) {
            labels.add(columns.getColumnLabel(column));
        }
        return labels;
    }

    PartColumns comparedWith(List<String> otherLabels) {
        return new PartColumns(labels, partLabels, types, key, partLabels.equals(otherLabels));
    }
}
