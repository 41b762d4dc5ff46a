/**
 * The migration's record, the fences of its stores, the transitions between phases, and the hosts with their views
 * (protocol sections 2, 3 and 9). Safety rests on compare-and-set by epoch and generation, never on clocks.
 */
package io.migratingjdbc.internal.control;
