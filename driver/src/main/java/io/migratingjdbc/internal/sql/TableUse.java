package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.model.TableName;

/**
 * One mention of a table in FROM, JOIN, USING or as the target of a write.
 *
 * @param index its position in {@link StatementProfile#tables()}
 * @param alias the name by which columns refer to it (the table's own name if it has no alias)
 * @param scope 0 for the outermost query, each nested query or CTE another number
 * @param nullable whether its rows do not pin the others: an outer join may fill it with nulls, or it is in a nested
 *     query that refers to the query around it (under NOT EXISTS, say, a condition on the inner table restricts no
 *     outer row)
 */
public record TableUse(int index, TableName table, String alias, int scope, boolean nullable) {}
