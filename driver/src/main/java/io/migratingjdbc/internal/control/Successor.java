package io.migratingjdbc.internal.control;

import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.PendingTransition;
import io.migratingjdbc.internal.model.PerRole;
import io.migratingjdbc.internal.model.Role;
import java.util.Optional;
import java.util.stream.Stream;

/** What the record says once its pending transition is complete; a pure function of the record before. */
final class Successor {
    private Successor() {}

    static MigrationView of(MigrationView pending) {
        PendingTransition transition = pending.pending();
        return new MigrationView(
                pending.name(),
                transition.to(),
                transition.epoch(),
                pending.stores(),
                new PerRole<>(generation(pending, Role.INITIAL), generation(pending, Role.TARGET)),
                // In a store that is alone again, every row is its own.
                transition.to().twoStore() ? pending.copiesSince() : new PerRole<>(0L, 0L),
                null,
                pending.ranges(),
                pending.planHash());
    }

    /** The store whose status the pending transition changes; no transition changes both. */
    static Optional<Role> changedStore(MigrationView pending) {
        return Stream.of(Role.values()).filter(role -> changes(pending, role)).findFirst();
    }

    private static long generation(MigrationView pending, Role role) {
        return changes(pending, role) ? pending.pending().epoch() : pending.generation(role);
    }

    private static boolean changes(MigrationView pending, Role role) {
        return pending.phase().status(role) != pending.pending().to().status(role);
    }
}
