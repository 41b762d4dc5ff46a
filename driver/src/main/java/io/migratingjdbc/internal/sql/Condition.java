package io.migratingjdbc.internal.sql;

import java.util.List;

/**
 * A condition that every row of the result must fulfil: a top-level conjunct of a WHERE, of an inner JOIN's ON or
 * USING, of the scope in which its table is mentioned. Conditions below OR or NOT are not listed.
 *
 * <p>{@code table} is the index of a {@link TableUse}; columns whose table cannot be told are not listed.
 */
public sealed interface Condition {

    /** {@code column = value} or {@code column IN (values)}. */
    record ColumnIsOneOf(int table, String column, List<ValueExpression> values) implements Condition {
        public ColumnIsOneOf {
            values = List.copyOf(values);
        }
    }

    /**
     * {@code a.x = b.y}, correlated subqueries included. Where the scopes of the two differ, the row of the outer query (the one
     * with the smaller scope) tells which rows of the inner one matter, never the other way round: under NOT EXISTS, say, the
     * inner condition restricts no outer row. Likewise a nullable table says nothing of the rows it is joined to.
     */
    record ColumnsAreEqual(int leftTable, String leftColumn, int rightTable, String rightColumn) implements Condition {}
}
