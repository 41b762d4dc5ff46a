/** The schemas of live databases: read from their catalogs, compared, and completed. */
package io.migratingjdbc.admin.schema;
