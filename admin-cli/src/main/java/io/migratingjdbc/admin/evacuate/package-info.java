/** Copies ended entities out of the store that is being given up. */
package io.migratingjdbc.admin.evacuate;
