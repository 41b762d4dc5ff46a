package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.output.AdminException;
import io.migratingjdbc.internal.dialect.PostgresCatalog.ColumnSequence;
import io.migratingjdbc.internal.model.TableName;
import java.util.Map;

/**
 * The two sequences that number one column, one in each store.
 *
 * @param typeMax the largest number that the column can hold
 * @param used the largest number that either store has given out or holds, or that the initial one starts behind
 */
record IdSequence(
        TableName table, String column, ColumnSequence initial, ColumnSequence target, long typeMax, long used) {
    private static final Map<String, Long> TYPE_MAX =
            Map.of("smallint", (long) Short.MAX_VALUE, "integer", (long) Integer.MAX_VALUE, "bigint", Long.MAX_VALUE);
    private static final long HEAD_ROOM = 1_000_000_000_000L;
    private static final long LEAST_ROOM = 1000;

    static Long typeMax(String type) {
        return TYPE_MAX.get(type);
    }

    /** Whether the stores cannot number alike: the initial one stops before the number at which the target starts. */
    boolean apart() {
        return initial.max() < target.min();
    }

    /** The first number of the target's range, as the sequences have it. */
    long boundary() {
        return target.min();
    }

    /** The first number of a new range for the target, with room below for the initial store to go on. */
    long newBoundary() {
        if (initial.increment() < 0 || target.increment() < 0) {
            throw new AdminException(
                    "The sequence of " + table + "." + column + " counts down: use ids=lookup, or make it count up");
        }
        long room = Math.min(HEAD_ROOM, (typeMax - used) / 2);
        if (room < LEAST_ROOM) {
            throw new AdminException(table + "." + column + " has only " + (typeMax - used)
                    + " numbers left, too few for two stores: make it a bigint first");
        }
        long unit = 1;
        while (unit <= room / 100) {
            unit *= 10;
        }
        return (used + room) / unit * unit;
    }
}
