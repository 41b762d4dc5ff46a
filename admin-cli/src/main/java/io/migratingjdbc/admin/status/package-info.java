/** How far a migration is, all at one look. */
package io.migratingjdbc.admin.status;
