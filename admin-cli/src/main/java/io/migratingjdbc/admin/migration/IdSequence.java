package io.migratingjdbc.admin.migration;

import io.migratingjdbc.admin.output.AdminException;
import io.migratingjdbc.internal.dialect.PostgresCatalog.ColumnSequence;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableName;

/**
 * The two sequences that number one column, one in each store.
 *
 * @param typeMax the largest number that the column, and both sequences, can hold
 * @param used the largest number that either store has given out or holds, or that the initial one starts behind
 */
public record IdSequence(
        TableName table, String column, ColumnSequence initial, ColumnSequence target, long typeMax, long used) {
    private static final long HEAD_ROOM = 1_000_000_000_000L;
    private static final long LEAST_ROOM = 1000;
    private static final long COMFORTABLE = 1_000_000;

    /** Whether the stores cannot number alike: the initial one stops before the numbers with which the target starts. */
    public boolean apart() {
        return initial.max() < boundary() - reach();
    }

    /** The first number of the target's range, as the sequences have it. */
    public long boundary() {
        return target.min() - reach();
    }

    /** How many more values the store's sequence can give out, as it is now. */
    public long left(Role role) {
        ColumnSequence sequence = role == Role.INITIAL ? initial : target;
        long increment = Math.max(1, Math.abs(sequence.increment()));
        long last = sequence.lastValue() == null ? sequence.start() - increment : sequence.lastValue();
        return Math.max(0, (Math.min(sequence.max(), typeMax) - last) / increment);
    }

    /** How many values each store will be able to give out once they are apart. */
    public long leftOnceApart() {
        return apart()
                ? Math.min(left(Role.INITIAL), left(Role.TARGET))
                : Math.max(0, typeMax - used) / 2 / (reach() + 1);
    }

    /** Whether both stores count upwards and have numbers for a migration at all. */
    public boolean enough() {
        return upwards() && leftOnceApart() >= LEAST_ROOM;
    }

    /** Whether it may not be enough for long: more than half of the numbers are used, or few were there. */
    public boolean scarce() {
        return leftOnceApart() < COMFORTABLE || typeMax - used < used;
    }

    private boolean upwards() {
        return initial.increment() > 0 && target.increment() > 0;
    }

    /**
     * How far from what the sequence gives out the application may number: object-relational mappers take a block of
     * numbers with each value, below it or above it, as large as the increment.
     */
    private long reach() {
        return Math.max(1, Math.max(initial.increment(), target.increment())) - 1;
    }

    /** The first value of the target's sequence for a range that begins at the boundary. */
    public long firstValue(long boundary) {
        return boundary + reach();
    }

    /** The last value of the initial store's sequence for a range that ends before the boundary. */
    public long lastValue(long boundary) {
        return boundary - 1 - reach();
    }

    /**
     * The first number of a new range for the target, with room below for the initial store to go on.
     *
     * @throws AdminException if there are too few numbers
     */
    public long newBoundary() {
        if (!enough()) {
            throw new AdminException(shortage());
        }
        long room = Math.min(HEAD_ROOM, (typeMax - used) / 2);
        long unit = 1;
        while (unit <= room / 100) {
            unit *= 10;
        }
        return (used + room) / unit * unit;
    }

    /** What is wrong where there is not {@link #enough()}, with the fix. */
    public String shortage() {
        return upwards()
                ? table + "." + column + " has only " + leftOnceApart() + " numbers left for each store (of "
                        + typeMax + "), too few: make the column a bigint in both stores, and its sequences too"
                        + " (ALTER SEQUENCE ... AS bigint)"
                : "The sequence of " + table + "." + column + " counts down: use ids=lookup, or make it count up";
    }

    boolean sharesSequence(IdSequence other) {
        return same(initial, other.initial) || same(target, other.target);
    }

    private static boolean same(ColumnSequence one, ColumnSequence other) {
        return one.schema().equals(other.schema()) && one.name().equals(other.name());
    }

    /** With what holds for all columns that take their numbers from the same sequence. */
    IdSequence together(IdSequence other) {
        return new IdSequence(
                table, column, initial, target, Math.min(typeMax, other.typeMax), Math.max(used, other.used));
    }
}
