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

    /** Whether the stores cannot number alike: the initial one stops before the numbers with which the target starts. */
    boolean apart() {
        return initial.max() < boundary() - reach();
    }

    /** The first number of the target's range, as the sequences have it. */
    long boundary() {
        return target.min() - reach();
    }

    /**
     * How far from what the sequence gives out the application may number: object-relational mappers take a block of
     * numbers with each value, below it or above it, as large as the increment.
     */
    private long reach() {
        return Math.max(1, Math.max(initial.increment(), target.increment())) - 1;
    }

    /** The first value of the target's sequence for a range that begins at the boundary. */
    long firstValue(long boundary) {
        return boundary + reach();
    }

    /** The last value of the initial store's sequence for a range that ends before the boundary. */
    long lastValue(long boundary) {
        return boundary - 1 - reach();
    }

    /** The first number of a new range for the target, with room below for the initial store to go on. */
    long newBoundary() {
        if (initial.increment() < 0 || target.increment() < 0) {
            throw new AdminException(
                    "The sequence of " + table + "." + column + " counts down: use ids=lookup, or make it count up");
        }
        long room = Math.min(HEAD_ROOM, (typeMax - used) / 2);
        if (room / (reach() + 1) < LEAST_ROOM) {
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
