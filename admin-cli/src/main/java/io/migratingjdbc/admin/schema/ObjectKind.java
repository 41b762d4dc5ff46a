package io.migratingjdbc.admin.schema;

import java.util.Locale;

/** What a schema consists of, in an order in which each can be made when those before it are there. */
public enum ObjectKind {
    DATABASE,
    EXTENSION,
    SCHEMA,
    COLLATION,
    TYPE,
    FUNCTION,
    SEQUENCE,
    TABLE,
    COLUMN,
    PARTITION,
    PRIMARY_KEY,
    UNIQUE_KEY,
    CHECK,
    EXCLUSION,
    INDEX,
    FOREIGN_KEY;

    @Override
    public String toString() {
        String text = name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
