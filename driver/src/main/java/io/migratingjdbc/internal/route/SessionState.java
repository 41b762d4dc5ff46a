package io.migratingjdbc.internal.route;

import io.migratingjdbc.internal.model.Role;
import java.util.Set;

/**
 * What of the session's transaction matters for routing.
 *
 * @param changed the store in which the transaction has changed rows; null if in none; if in both (in ordered mode) where it has
 *     inserted immutable rows, so that all of them are in one store, whose index sees them
 * @param joined a store in which the transaction has done anything; null if none
 * @param immutableRowsIn the stores in which the transaction has inserted immutable rows, which the other store gets after the commit
 */
public record SessionState(Role changed, Role joined, Set<Role> immutableRowsIn) {
    public static final SessionState IDLE = new SessionState(null, null, Set.of());

    public SessionState {
        immutableRowsIn = Set.copyOf(immutableRowsIn);
    }

    /** The store for what may be answered by either. */
    public Role home(Role accepting) {
        if (changed != null) {
            return changed;
        }
        return joined != null ? joined : accepting;
    }
}
