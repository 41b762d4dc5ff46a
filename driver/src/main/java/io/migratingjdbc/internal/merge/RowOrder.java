package io.migratingjdbc.internal.merge;

import io.migratingjdbc.internal.sql.QueryShape.OrderItem;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** An ORDER BY over columns of a result. Without columns all rows are equal, which makes merging a concatenation. */
record RowOrder(List<SortColumn> columns) {
    static final RowOrder NONE = new RowOrder(List.of());

    private record SortColumn(int column, ValueOrder values, boolean descending, boolean nullsFirst) {

        int compare(Object left, Object right) {
            if (left == null || right == null) {
                int nullIsGreater = Boolean.compare(left == null, right == null);
                return nullsFirst ? -nullIsGreater : nullIsGreater;
            }
            int order = values.compare(left, right);
            return descending ? -order : order;
        }
    }

    /** @throws UnknownOrder if the driver cannot order exactly as the stores do */
    static RowOrder of(List<OrderItem> items, ResultSetMetaData metadata, TextOrder text) throws SQLException {
        List<SortColumn> columns = new ArrayList<>();
        int key = metadata.getColumnCount()
                - (int) items.stream().filter(OrderItem::isKey).count();
        for (OrderItem item : items) {
            int column = item.isKey() ? ++key : item.position() > 0 ? item.position() : column(item.label(), metadata);
            String type = metadata.getColumnTypeName(column);
            ValueOrder values = ValueOrder.of(type)
                    .orElseThrow(
                            () -> new UnknownOrder("the order of the type " + type + " is not known to the driver"));
            if (values.dependsOnCollation() && text != TextOrder.BYTEWISE) {
                throw new UnknownOrder("it orders by text, which the stores do not order by bytes (collation C)");
            }
            // PostgreSQL's default: NULL is the greatest value.
            boolean nullsFirst = item.nullsFirst() == null ? item.descending() : item.nullsFirst();
            columns.add(new SortColumn(column, values, item.descending(), nullsFirst));
        }
        return new RowOrder(columns);
    }

    private static int column(String label, ResultSetMetaData metadata) throws SQLException {
        int found = 0;
        for (int column = 1; column <= metadata.getColumnCount(); column++) {
            if (metadata.getColumnLabel(column).equals(label)) {
                if (found > 0) {
                    throw new UnknownOrder("the result has two columns " + label);
                }
                found = column;
            }
        }
        if (found == 0) {
            throw new UnknownOrder("the result has no such column as " + label);
        }
        return found;
    }

    /** The current row's values of the columns, in comparable form. */
    Object[] read(ResultSet rows) throws SQLException {
        Object[] values = new Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = columns.get(i).values().read(rows, columns.get(i).column());
        }
        return values;
    }

    int compare(Object[] left, Object[] right) {
        for (int i = 0; i < left.length; i++) {
            int order = columns.get(i).compare(left[i], right[i]);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
