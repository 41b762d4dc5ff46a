package io.migratingjdbc.tests.onedatabase;

/**
 * How an application reads a result.
 *
 * @param fetchSize 0 for the driver's own
 * @param maxRows 0 for all
 * @param backwards whether the result is scrolled to its end and read from there
 */
record Reading(int fetchSize, int maxRows, boolean backwards) {
    static final Reading PLAIN = new Reading(0, 0, false);
}
