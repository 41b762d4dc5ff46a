package io.migratingjdbc.internal.model;

/** How the rows of a table behave; decides where its statements go (protocol section 1). */
public enum TableClass {
    /** Entities under a unique key; an INSERT is a launch. */
    KEYED,
    /** Children of an entity, carrying its instance id. */
    TRANSIENT,
    /** Created, never updated or deleted; copied to both stores. */
    IMMUTABLE,
    /** Not migrated. */
    PINNED
}
