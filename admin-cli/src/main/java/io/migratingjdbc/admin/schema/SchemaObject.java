package io.migratingjdbc.admin.schema;

import io.migratingjdbc.internal.model.TableName;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A part of a store's schema.
 *
 * @param table the planned table that it belongs to, by its name in the plan; null for what several may use
 * @param key what tells it from others of its kind in its table: for what has a definition the definition, so that names do not matter
 * @param name as the store calls it
 * @param ddl the statement that makes it, or for a column its part of CREATE TABLE; null for what cannot be made by one
 * @param attributes what must be the same in the other store, by a reader's name for it; a value may be null
 */
public record SchemaObject(
        ObjectKind kind, TableName table, String key, String name, String ddl, Map<String, String> attributes) {

    /** What two stores' objects have in common if they are to be the same. */
    public record Identity(ObjectKind kind, TableName table, String key) {}

    public Identity identity() {
        return new Identity(kind, table, key);
    }

    /** Null where the store says nothing. */
    public String attribute(String attribute) {
        return attributes.get(attribute);
    }

    boolean is(String attribute, String value) {
        return value.equals(attributes.get(attribute));
    }

    /** How messages call it. */
    public String text() {
        String what = kind == ObjectKind.PRIMARY_KEY || kind == ObjectKind.TABLE || kind == ObjectKind.DATABASE
                ? kind.toString()
                : kind + " " + name;
        return table == null ? what : kind == ObjectKind.TABLE ? what + " " + table : what + " of table " + table;
    }

    SchemaObject renamed(UnaryOperator<String> renaming) {
        return new SchemaObject(
                kind,
                table,
                renaming.apply(key),
                name,
                ddl,
                attributes.entrySet().stream()
                        .filter(attribute -> attribute.getValue() != null)
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, attribute -> renaming.apply(attribute.getValue()))));
    }
}
