package io.migratingjdbc.internal.model;

import java.util.Comparator;
import java.util.Objects;

/**
 * A table's name as the database knows it (unquoted identifiers already folded).
 *
 * @param schema null where the statement or the plan names none
 */
public record TableName(String schema, String name) implements Comparable<TableName> {
    private static final Comparator<TableName> ORDER = Comparator.comparing(TableName::name)
            .thenComparing(TableName::schema, Comparator.nullsFirst(Comparator.naturalOrder()));

    public static TableName of(String name) {
        return new TableName(null, name);
    }

    /** Reads {@code name} or {@code schema.name}. */
    public static TableName parse(String text) {
        int dot = text.indexOf('.');
        return dot < 0 ? of(text) : new TableName(text.substring(0, dot), text.substring(dot + 1));
    }

    /** Whether both may mean the same table: a missing schema may be any. */
    public boolean mayBe(TableName other) {
        return name.equals(other.name)
                && (schema == null || other.schema == null || Objects.equals(schema, other.schema));
    }

    @Override
    public int compareTo(TableName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return schema == null ? name : schema + "." + name;
    }
}
