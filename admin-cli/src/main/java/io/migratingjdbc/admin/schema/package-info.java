/** The application's schema as the catalog of a live database has it. */
package io.migratingjdbc.admin.schema;
