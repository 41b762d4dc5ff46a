package io.migratingjdbc.internal.model;

import java.util.List;
import java.util.Optional;

/**
 * What a store's catalog says of a planned table.
 *
 * @param schema the schema in which the store found the table
 * @param columns in their order, as an INSERT without a column list fills them
 * @param uniqueKeys unique constraints and indexes over plain columns without a predicate, the primary key first
 */
public record TableSchema(TableName name, String schema, List<Column> columns, List<UniqueKey> uniqueKeys) {

    /**
     * @param type the database's own name of the type, usable in a cast
     * @param generated whether the store fills it (identity or a sequence's default)
     */
    public record Column(String name, String type, int jdbcType, boolean nullable, boolean generated) {}

    public record UniqueKey(String name, List<String> columns, boolean primary) {}

    public Optional<Column> column(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    public Optional<UniqueKey> primaryKey() {
        return uniqueKeys.stream().filter(UniqueKey::primary).findFirst();
    }

    /** The unique key over exactly these columns, in any order. */
    public Optional<UniqueKey> uniqueKey(List<String> columns) {
        return uniqueKeys.stream()
                .filter(key ->
                        key.columns().size() == columns.size() && key.columns().containsAll(columns))
                .findFirst();
    }
}
