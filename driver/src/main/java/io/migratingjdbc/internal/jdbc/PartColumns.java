package io.migratingjdbc.internal.jdbc;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns of a query's answer and of the parts that it is computed from, as a store describes them.
 *
 * @param labels of the answer
 * @param types of a part
 */
record PartColumns(List<String> labels, List<String> types) {

    PartColumns {
        labels = List.copyOf(labels);
        types = List.copyOf(types);
    }

    static PartColumns of(ResultSetMetaData answer, ResultSetMetaData part) throws SQLException {
        List<String> labels = new ArrayList<>();
        for (int column = 1; column <= answer.getColumnCount(); column++) {
            labels.add(answer.getColumnLabel(column));
        }
        List<String> types = new ArrayList<>();
        for (int column = 1; column <= part.getColumnCount(); column++) {
            types.add(part.getColumnTypeName(column));
        }
        return new PartColumns(labels, types);
    }

    /** A row of no named type can be written as text, but not read again. */
    boolean hasRecord() {
        return types.contains("record") || types.contains("_record");
    }
}
