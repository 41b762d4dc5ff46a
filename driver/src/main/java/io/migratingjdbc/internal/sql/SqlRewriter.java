package io.migratingjdbc.internal.sql;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The few ways in which a statement is changed before it goes to a store. All keep the order of the remaining
 * parameters.
 */
public interface SqlRewriter {

    /**
     * An INSERT ... VALUES in which the given column of row i holds {@code ids.get(i)} as a {@code ?} with a supplied
     * value. The column is appended where the column list omits it; an id that is null leaves that row's own
     * expression.
     *
     * @param allColumns the table's columns in order, for statements without a column list
     */
    RewrittenSql withColumnValues(StatementProfile insert, String column, List<Object> ids, List<String> allColumns);

    /**
     * {@code rewritten} with the given rows of VALUES (from 0) left out, supplied values of other rows kept. At least
     * one row remains.
     */
    RewrittenSql withoutRows(RewrittenSql insert, Set<Integer> rows);

    /** A query with a further column at its end for each {@linkplain QueryShape.OrderItem#isKey() key} of its ORDER BY. */
    RewrittenSql withKeys(StatementProfile query);

    /**
     * The same without its OFFSET, and with the LIMIT given (null: none). Literals, not parameters, are written. Something may follow it:
     * semicolons and comments at the end are left out.
     */
    RewrittenSql withKeysAndLimit(StatementProfile query, Long limit);

    /**
     * The rows of both stores' parts of a query without aggregates ({@link #withKeys} or {@link #withKeysAndLimit}), as a store puts
     * them in order.
     *
     * @param source a query that gives both parts' rows
     * @param columns the number of the part's columns
     * @param labels of the answer's columns, quoted
     */
    RewrittenSql ofParts(StatementProfile query, RewrittenSql source, int columns, List<String> labels);

    /**
     * The answer to a query with aggregates.
     *
     * @param source a query that gives both parts' rows
     * @param types of the part's columns
     * @param labels of the answer's columns, quoted
     */
    RewrittenSql ofParts(Combination combination, RewrittenSql source, List<String> types, List<String> labels);

    /**
     * A query in which other sources take the place of tables. A source is put into parentheses, and has the table's
     * name where the statement gives no alias.
     *
     * @param sources by the index of the table's use
     */
    RewrittenSql withSources(StatementProfile query, Map<Integer, RewrittenSql> sources);

    /**
     * A query, INSERT, UPDATE or DELETE whose tables have only some of their rows.
     *
     * @param conditions of the rows, by the index of the table's use; that of an INSERT's target is left out
     */
    Restricted restricted(StatementProfile statement, Map<Integer, RowCondition> conditions);

    /** An SQL condition of a row. */
    @FunctionalInterface
    interface RowCondition {
        /** @param alias the name of the row, as SQL writes it */
        String of(String alias);
    }

    /** Either the text, with the statement's own parameters in their order, or the reason why it cannot be restricted. */
    record Restricted(String sql, String obstacle) {}

    /**
     * A column that an UPDATE sets.
     *
     * @param type as the database names it
     * @param value what it is set to
     */
    record SetColumn(String column, String type, RewrittenSql.Argument value) {}

    /** An UPDATE with WHERE and without RETURNING, bound to rows whose columns have the values already. */
    RewrittenSql whereUnchanged(StatementProfile update, List<SetColumn> columns);

    /** A write with RETURNING of these columns; used only where the statement has none. */
    RewrittenSql withReturning(StatementProfile write, List<String> columns);

    /**
     * An UPDATE or DELETE with the rows that its query has found in the query's place.
     *
     * @param names the query's columns
     * @param types their types as the database names them
     */
    RewrittenSql withFound(
            StatementProfile write, NestedQuery query, List<String> names, List<String> types, List<List<Object>> rows);
}
