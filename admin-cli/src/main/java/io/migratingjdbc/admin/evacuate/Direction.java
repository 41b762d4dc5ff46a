package io.migratingjdbc.admin.evacuate;

import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;

/**
 * Out of the store that is given up.
 *
 * @param since the epoch since which the other store may have copies
 */
record Direction(Role from, long since) {

    static Direction of(MigrationView view, Role from) {
        return new Direction(from, view.copiesSince().get(from.other()));
    }

    Role to() {
        return from.other();
    }
}
