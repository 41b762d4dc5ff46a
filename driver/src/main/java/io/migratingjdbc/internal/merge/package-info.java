/**
 * Two stores' answers to one statement as the answer of one database holding both (protocol section 7), exactly or
 * not at all: what cannot be merged exactly is refused with 0A000 and the reason.
 */
package io.migratingjdbc.internal.merge;
