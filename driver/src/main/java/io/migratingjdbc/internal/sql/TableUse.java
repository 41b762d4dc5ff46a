package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.model.TableName;

/**
 * One mention of a table in FROM, JOIN, USING or as the target of a write.
 *
 * @param index its position in {@link StatementProfile#tables()}
 * @param alias the name by which columns refer to it (the table's own name if it has no alias)
 * @param scope 0 for the outermost query, each nested query or CTE another number
 * @param nullable whether an outer join may fill it with nulls: its rows do not pin the others
 */
public record TableUse(int index, TableName table, String alias, int scope, boolean nullable) {}
