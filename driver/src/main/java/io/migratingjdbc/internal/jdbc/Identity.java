package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.model.TableSchema;
import io.migratingjdbc.internal.sql.ValueExpression;
import java.util.List;

/**
 * A unique key that the rows of an INSERT must not share with rows of the other store.
 *
 * @param rows its values, row by row
 * @param reaction what a hit means to the statement
 */
record Identity(TableSchema.UniqueKey key, List<List<ValueExpression>> rows, Reaction reaction) {

    /** What a hit in the other store means to the statement. */
    enum Reaction {
        FAIL,
        SKIP,
        UPDATE
    }
}
