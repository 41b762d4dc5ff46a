package io.migratingjdbc.internal.route;

import io.migratingjdbc.internal.model.Role;

/**
 * What of the session's transaction matters for routing.
 *
 * @param changed the store in which the transaction has changed rows; null if in none (or in both, in ordered mode: the first)
 * @param joined a store in which the transaction has done anything; null if none
 */
public record SessionState(Role changed, Role joined) {
    public static final SessionState IDLE = new SessionState(null, null);

    /** The store for what may be answered by either. */
    public Role home(Role accepting) {
        if (changed != null) {
            return changed;
        }
        return joined != null ? joined : accepting;
    }
}
