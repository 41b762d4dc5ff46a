package io.migratingjdbc.internal.model;

import java.util.Locale;

/** Whether launches may commit in a store; kept in the store's own fence row. */
public enum StoreStatus {
    OPEN,
    CLOSED;

    /** The text in the fence row. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static StoreStatus ofText(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
