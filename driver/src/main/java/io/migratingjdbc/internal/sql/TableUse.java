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
 * @param mention where it stands in the text
 */
public record TableUse(int index, TableName table, String alias, int scope, boolean nullable, Mention mention) {

    /**
     * @param token the index of the token with which the table's name begins; -1 if that is not known
     * @param aliased whether an alias follows
     */
    public record Mention(int token, boolean aliased) {
        static final Mention UNKNOWN = new Mention(-1, false);
    }
}
