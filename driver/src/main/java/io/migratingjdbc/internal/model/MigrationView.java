package io.migratingjdbc.internal.model;

import java.util.Optional;

/**
 * A host's copy of the migration record: one read of one row. Statuses for routing follow from the phase, generations are
 * the record's own; neither is ever taken from the fence rows (protocol section 1).
 *
 * @param generations the epoch at which each store's status last changed
 * @param copiesSince the epoch since which each store may hold copies of ended entities of the other one, which are no entities of its
 *     own; 0 for none
 * @param pending null when no transition has been begun
 */
public record MigrationView(
        String name,
        Phase phase,
        long epoch,
        PerRole<StoreId> stores,
        PerRole<Long> generations,
        PerRole<Long> copiesSince,
        PendingTransition pending,
        IdRanges ranges,
        String planHash) {

    /** With no copies of ended entities. */
    public MigrationView(
            String name,
            Phase phase,
            long epoch,
            PerRole<StoreId> stores,
            PerRole<Long> generations,
            PendingTransition pending,
            IdRanges ranges,
            String planHash) {
        this(name, phase, epoch, stores, generations, new PerRole<>(0L, 0L), pending, ranges, planHash);
    }

    /** Whether a store may hold rows that its statements must leave out, because the other store shows them. */
    public boolean hasCopies() {
        return phase.twoStore() && (copiesSince.initial() > 0 || copiesSince.target() > 0);
    }

    public Role accepting() {
        return phase.accepting();
    }

    public StoreId store(Role role) {
        return stores.get(role);
    }

    public long generation(Role role) {
        return generations.get(role);
    }

    /** What the fence row of the store must say for a launch that is routed under this view to commit. */
    public Fence expectedFence(Role role) {
        return new Fence(store(role), StoreStatus.OPEN, generation(role));
    }

    /** Whether a record with another plan has not left STABLE, with the store alone that was alone in the view before. */
    public boolean stillAloneAfter(MigrationView before) {
        return epoch > before.epoch
                && phase == Phase.STABLE
                && pending == null
                && !before.phase.twoStore()
                && expectedFence(accepting()).equals(before.expectedFence(before.accepting()));
    }

    /** Whether no entity can have come, since a view before, from a store that is not read any more to one that is. */
    public boolean hadAllSince(MigrationView before) {
        return phase.twoStore()
                || (!before.phase.twoStore() || before.phase == Phase.PRE_MIGRATION)
                        && expectedFence(accepting()).equals(before.expectedFence(before.accepting()));
    }

    public Optional<PendingTransition> pendingTransition() {
        return Optional.ofNullable(pending);
    }
}
