package io.migratingjdbc.internal.replicate;

/**
 * A captured row on its way.
 *
 * @param pk the primary key, as noted
 * @param row the row's text; null if the source no longer has it
 */
record Entry(long id, String table, String pk, String row) {}
