package io.migratingjdbc.internal.control;

import io.migratingjdbc.internal.model.Role;
import java.sql.SQLException;

/** Step 3 of a transition. */
public interface BacklogCarrier {
    /**
     * Carries the immutable rows that the closed store took last to the other store; nothing new can come.
     * Returns when the backlog is empty. Several participants may do this at once.
     */
    void carryUntilEmpty(Role closedStore) throws SQLException;
}
