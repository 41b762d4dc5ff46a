package io.migratingjdbc.admin.verify;

/**
 * How many of a table's rows are left to be begun, as far as the statistics know: the last ranges become smaller and smaller, so that all
 * workers end at about the same time. For one thread at a time.
 */
final class Remainder {
    private static final int LEAST = 20_000;
    /** Of what is left, for each worker. */
    private static final int SHARES = 2;

    private final int workers;
    private long left;

    /** @param left 0 or less if nobody knows */
    Remainder(long left, int workers) {
        this.left = left;
        this.workers = workers;
    }

    /**
     * How many rows the next range is to have.
     *
     * @param most how many it may have; it has so many, too, where the statistics knew of too few
     */
    int next(int most) {
        int rows = left <= 0 ? most : (int) Math.min(most, Math.max(LEAST, left / (SHARES * workers)));
        left -= rows;
        return rows;
    }
}
