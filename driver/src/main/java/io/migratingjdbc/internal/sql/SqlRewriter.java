package io.migratingjdbc.internal.sql;

import java.util.List;
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

    /** A query without its OFFSET, and with the LIMIT given (null: none). Literals, not parameters, are written. */
    RewrittenSql withLimit(StatementProfile query, Long limit);

    /** A write with RETURNING of these columns; used only where the statement has none. */
    RewrittenSql withReturning(StatementProfile write, List<String> columns);
}
