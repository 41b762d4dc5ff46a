package io.migratingjdbc.admin.drain;

import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Looks again at something expensive only when ten times as long has passed as the last look took, so that watching takes a tenth of
 * one of the store's processors at most.
 */
public final class Sparingly<T> {
    private static final int PAUSES = 10;

    private final Look<T> look;
    private final LongSupplier nanoTime;
    private T last;
    private long due;

    public Sparingly(Look<T> look, LongSupplier nanoTime) {
        this.look = look;
        this.nanoTime = nanoTime;
    }

    /** A look. */
    @FunctionalInterface
    public interface Look<T> {
        T get() throws SQLException;
    }

    /**
     * What is seen now, or was seen at the last look.
     *
     * @param mayBeOld whether what was seen then will do
     */
    public T get(Predicate<T> mayBeOld) throws SQLException {
        return last != null && nanoTime.getAsLong() - due < 0 && mayBeOld.test(last) ? last : fresh();
    }

    /** What is seen now. */
    public T fresh() throws SQLException {
        long start = nanoTime.getAsLong();
        last = look.get();
        long end = nanoTime.getAsLong();
        due = end + PAUSES * (end - start);
        return last;
    }

    /** How long until the next look is worth its cost. */
    public Duration pause() {
        return Duration.ofNanos(Math.max(0, due - nanoTime.getAsLong()));
    }
}
