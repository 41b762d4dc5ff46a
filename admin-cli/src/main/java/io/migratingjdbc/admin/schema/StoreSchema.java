package io.migratingjdbc.admin.schema;

import io.migratingjdbc.internal.model.TableName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a store has of the plan's tables, and of what these use.
 *
 * @param tables those that exist
 * @param objects in an order in which they can be made
 */
public record StoreSchema(Map<TableName, Place> tables, List<SchemaObject> objects) {

    /**
     * Where a table is.
     *
     * @param schema quoted where need be
     * @param qualified the quoted and qualified name
     * @param found whether the plan's name leads to it along the user's search path
     */
    public record Place(long oid, String schema, String qualified, boolean found) {}

    Map<SchemaObject.Identity, SchemaObject> byIdentity() {
        Map<SchemaObject.Identity, SchemaObject> objects = new LinkedHashMap<>();
        this.objects.forEach(object -> objects.putIfAbsent(object.identity(), object));
        return objects;
    }

    public List<SchemaObject> of(TableName table, ObjectKind kind) {
        return objects.stream()
                .filter(object -> object.kind() == kind && table.equals(object.table()))
                .toList();
    }

    /** The names of what tables share, by kind. */
    List<String> names(ObjectKind kind) {
        return objects.stream()
                .filter(object -> object.kind() == kind && object.table() == null)
                .map(SchemaObject::key)
                .toList();
    }

    /**
     * As if the tables were in the schemas in which the other store has them: along a search path a plan's name may lead to another schema
     * there.
     */
    StoreSchema inSchemasOf(StoreSchema other) {
        Map<String, String> moved = new LinkedHashMap<>();
        tables.forEach((table, place) -> {
            Place there = other.tables.get(table);
            if (there != null && !there.schema().equals(place.schema())) {
                moved.put(place.schema(), there.schema());
            }
        });
        if (moved.isEmpty()) {
            return this;
        }
        UnaryOperator<String> renaming = text -> {
            String renamed = text;
            for (Map.Entry<String, String> schema : moved.entrySet()) {
                renamed = renamed.replaceAll(
                        "(?<![\\w\".])" + Pattern.quote(schema.getKey()) + "\\.",
                        Matcher.quoteReplacement(schema.getValue()) + ".");
            }
            return renamed;
        };
        return new StoreSchema(
                tables, objects.stream().map(object -> object.renamed(renaming)).toList());
    }
}
