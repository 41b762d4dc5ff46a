/** What is left of the entities in the store that is being given up. */
package io.migratingjdbc.admin.drain;
