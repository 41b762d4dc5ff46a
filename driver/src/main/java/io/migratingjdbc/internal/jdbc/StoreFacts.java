package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TableSchema;
import java.util.Map;
import java.util.Set;

/**
 * What was read from the stores when this process joined the migration.
 *
 * @param schemas of the planned tables, alike in both stores
 * @param safeFunctions the database's own functions and those that the settings name, lower case
 * @param overlapsKeyCheck see {@link MigrationContext#overlapsKeyCheck()}
 */
record StoreFacts(Map<TableName, TableSchema> schemas, Set<String> safeFunctions, boolean overlapsKeyCheck) {}
