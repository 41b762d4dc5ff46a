package io.migratingjdbc.tests.onedatabase;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads results to their end. */
final class Results {
    private Results() {}

    static Answer.Rows read(ResultSet result, Order order) throws SQLException {
        try (result) {
            ResultSetMetaData meta = result.getMetaData();
            List<String> columns = new ArrayList<>();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                columns.add(meta.getColumnLabel(i) + " " + meta.getColumnTypeName(i) + "/" + meta.getColumnType(i) + " "
                        + meta.getColumnClassName(i));
            }
            List<List<String>> rows = new ArrayList<>();
            if (result.getType() == ResultSet.TYPE_FORWARD_ONLY) {
                while (result.next()) {
                    rows.add(row(result, columns.size()));
                }
            } else {
                result.afterLast();
                while (result.previous()) {
                    rows.add(0, row(result, columns.size()));
                }
            }
            return comparable(columns, rows, order);
        }
    }

    private static List<String> row(ResultSet result, int columns) throws SQLException {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
            row.add(text(result.getObject(i)));
        }
        return row;
    }

    private static Answer.Rows comparable(List<String> columns, List<List<String>> rows, Order order) {
        if (order instanceof Order.By by) {
            List<List<String>> sequence = by.columns().isEmpty()
                    ? List.of()
                    : rows.stream()
                            .map(row -> by.columns().stream().map(row::get).toList())
                            .toList();
            List<List<String>> sorted =
                    rows.stream().sorted(Comparator.comparing(Object::toString)).toList();
            return new Answer.Rows(columns, sorted, sequence);
        }
        return new Answer.Rows(columns, rows, rows);
    }

    private static String text(Object value) {
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        return value == null ? "NULL" : value.getClass().getSimpleName() + " " + value;
    }
}
