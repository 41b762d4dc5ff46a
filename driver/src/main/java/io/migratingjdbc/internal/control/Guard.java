package io.migratingjdbc.internal.control;

import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.StoreStatus;
import java.util.Locale;

/** What the guard triggers of a store do with launches from sessions that are not the driver's, strictest last. */
public enum Guard {
    NOTE,
    /** Take the fence lock, fail where the store is closed. */
    FENCE,
    /** Fail always, because the other store may hold the key. */
    DENY;

    /** A closed store fences even after the migration: an instance that was forgotten must not launch there. */
    static Guard of(Phase phase, Role role) {
        if (phase.rollback()) {
            return DENY;
        }
        return phase.twoStore() || phase.status(role) == StoreStatus.CLOSED ? FENCE : NOTE;
    }

    static Guard stricter(Guard a, Guard b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    /** The text in the fence row. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
