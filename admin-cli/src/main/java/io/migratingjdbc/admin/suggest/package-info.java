/** Proposals for a plan, from what the schema and the statistics of a live database say. */
package io.migratingjdbc.admin.suggest;
