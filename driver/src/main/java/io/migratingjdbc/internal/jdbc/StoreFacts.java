package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TableSchema;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was read from the stores when this process joined the migration.
 *
 * @param schemas of the planned tables, alike in both stores
 * @param safeFunctions the database's own functions and those that the settings name, lower case
 * @param overlapsKeyCheck see {@link MigrationContext#overlapsKeyCheck()}
 */
record StoreFacts(Map<TableName, TableSchema> schemas, Set<String> safeFunctions, boolean overlapsKeyCheck) {

    /** The columns of a planned table in their order; empty if the table was not there. */
    List<String> columnsOf(TableName table) {
        TableSchema schema = schemas.get(table);
        return schema == null
                ? List.of()
                : schema.columns().stream().map(TableSchema.Column::name).toList();
    }
}
