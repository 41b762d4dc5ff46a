package io.migratingjdbc.internal.sql;

import java.util.List;

/**
 * What an INSERT inserts.
 *
 * @param columns the column list; empty where the statement has none (then all columns in the table's order)
 * @param rows the rows of VALUES; empty for INSERT ... SELECT; DEFAULT VALUES is one empty row with {@code columns}
 *     empty
 * @param fromQuery whether the rows come from a query
 */
public record InsertShape(
        List<String> columns, List<List<ValueExpression>> rows, boolean fromQuery, OnConflict onConflict) {

    public InsertShape {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /** What happens to a row whose key exists. */
    public sealed interface OnConflict {
        record Fail() implements OnConflict {}

        /** @param columns the conflict target; empty where none is named or a constraint is named instead */
        record DoNothing(List<String> columns, String constraint) implements OnConflict {}

        /** @param columns the conflict target; empty where a constraint is named instead */
        record DoUpdate(List<String> columns, String constraint) implements OnConflict {}
    }
}
