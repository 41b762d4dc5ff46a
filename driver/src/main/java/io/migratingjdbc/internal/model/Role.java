package io.migratingjdbc.internal.model;

/** The part that a store plays in one migration. */
public enum Role {
    INITIAL,
    TARGET;

    public Role other() {
        return this == INITIAL ? TARGET : INITIAL;
    }
}
