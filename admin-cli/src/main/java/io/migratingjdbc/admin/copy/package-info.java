/** Copies immutable rows between the stores in chunks: many at a time, paced, and taken up again where they were left. */
package io.migratingjdbc.admin.copy;
