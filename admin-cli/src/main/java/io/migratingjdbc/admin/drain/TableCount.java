package io.migratingjdbc.admin.drain;

import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TableName;

/**
 * The rows of a keyed or transient table in the store that is being given up, without copies of the other store's.
 *
 * @param left entities that have not ended, or rows that belong to no ended entity; counted up to one more than {@link #LIMIT}
 * @param ended entities that have ended, by the plan's {@code finished-when}, counted likewise; 0 for a transient table
 * @param onlyHere those of them that were not evacuated, or have changed since, counted likewise; and copies of entities that are gone
 * @param outdated entities that have changed, or are gone, since they were evacuated: their copies are wrong
 */
public record TableCount(TableName table, TableClass tableClass, long left, long ended, long onlyHere, long outdated) {
    /** Looking must not cost more than it tells. */
    public static final long LIMIT = 10_000_000;

    public static String text(long rows) {
        return rows > LIMIT ? "more than " + LIMIT : String.valueOf(rows);
    }
}
