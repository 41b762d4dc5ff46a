package io.migratingjdbc.admin.drain;

import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TableName;

/**
 * The rows of a keyed or transient table in the store that is being given up.
 *
 * @param left entities that have not ended, or rows that belong to no ended entity; counted up to one more than {@link #LIMIT}
 * @param ended entities that have ended, by the plan's {@code finished-when}, counted likewise; 0 for a transient table
 */
public record TableCount(TableName table, TableClass tableClass, long left, long ended) {
    /** Looking must not cost more than it tells. */
    public static final long LIMIT = 10_000_000;

    public static String text(long rows) {
        return rows > LIMIT ? "more than " + LIMIT : String.valueOf(rows);
    }
}
