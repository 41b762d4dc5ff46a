/**
 * Keeps immutable tables the same in both stores: capture in the database, carrying, bulk copy, verification; and
 * the guard that notices writers which do not use the driver (protocol sections 8 and 9).
 */
package io.migratingjdbc.internal.replicate;
