package io.migratingjdbc.internal.sql;

import java.util.List;

/**
 * A condition that every row of the result must fulfil: a top-level conjunct of a WHERE, of an inner JOIN's ON or
 * USING, of the scope in which its table is mentioned. Conditions below NOT are not listed, those below OR
 * where they hold for every alternative.
 *
 * <p>{@code table} is the index of a {@link TableUse}; columns whose table cannot be told are not listed. An unqualified
 * column of a nested query is listed as one of its only table; if that has no such column, it is one of the query around it.
 */
public sealed interface Condition {

    /** {@code column = value}, {@code column IN (values)}, {@code = ANY (...)}, and alternatives of these. */
    record ColumnIsOneOf(int table, String column, List<ValueExpression> values) implements Condition {
        public ColumnIsOneOf {
            values = List.copyOf(values);
        }
    }

    /**
     * {@code a.x = b.y}, correlated subqueries and the ON of a LEFT JOIN included. Those that are listed may be
     * chained: the rows of all tables that they tie together, as far as they belong to one row of the result, have
     * the same value. A condition on a {@linkplain TableUse#nullable() nullable} table restricts that table alone.
     */
    record ColumnsAreEqual(int leftTable, String leftColumn, int rightTable, String rightColumn) implements Condition {}
}
