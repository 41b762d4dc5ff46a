package io.migratingjdbc.internal.sql;

import java.util.List;

/**
 * What an INSERT inserts.
 *
 * @param columns the column list; empty where the statement has none (then all columns in the table's order)
 * @param rows the rows of VALUES; empty for INSERT ... SELECT; DEFAULT VALUES is one empty row with {@code columns}
 *     empty
 * @param fromQuery whether the rows come from a query
 * @param selected what the query's columns are; empty if its rows are not its tables' rows one by one, or if it is no query
 */
public record InsertShape(
        List<String> columns,
        List<List<ValueExpression>> rows,
        boolean fromQuery,
        List<Selected> selected,
        OnConflict onConflict) {

    public InsertShape {
        columns = List.copyOf(columns);
        selected = List.copyOf(selected);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /**
     * A column of the query.
     *
     * @param table the table use whose column it is, or -1
     * @param column null if it is no table's column
     * @param value where its value comes from
     */
    public record Selected(int table, String column, ValueExpression value) {}

    /** What happens to a row whose key exists. */
    public sealed interface OnConflict {
        record Fail() implements OnConflict {}

        /** @param columns the conflict target; empty where none is named or a constraint is named instead */
        record DoNothing(List<String> columns, String constraint) implements OnConflict {}

        /** @param columns the conflict target; empty where a constraint is named instead */
        record DoUpdate(List<String> columns, String constraint) implements OnConflict {}
    }
}
