package io.migratingjdbc.internal.model;

import static io.migratingjdbc.internal.model.StoreStatus.CLOSED;
import static io.migratingjdbc.internal.model.StoreStatus.OPEN;

import java.util.Optional;
import java.util.stream.Stream;

/** The phases of protocol section 2. Ask a phase what holds in it; never compare phases by ordinal. */
public enum Phase {
    /** The target has no status worth relying on; it counts as closed. */
    STABLE(Role.INITIAL, OPEN, CLOSED),
    PRE_MIGRATION(Role.INITIAL, OPEN, OPEN),
    MIGRATION(Role.INITIAL, CLOSED, OPEN),
    POST_MIGRATION(Role.TARGET, CLOSED, OPEN),
    COMPLETED(Role.TARGET, CLOSED, OPEN),
    PRE_ROLLBACK(Role.TARGET, OPEN, OPEN),
    ROLLING_BACK(Role.TARGET, OPEN, CLOSED),
    POST_ROLLBACK(Role.INITIAL, OPEN, CLOSED);

    private final Role primary;
    private final PerRole<StoreStatus> statuses;

    Phase(Role primary, StoreStatus initial, StoreStatus target) {
        this.primary = primary;
        this.statuses = new PerRole<>(initial, target);
    }

    public Role primary() {
        return primary;
    }

    public StoreStatus status(Role role) {
        return statuses.get(role);
    }

    /** Where a launch goes: the primary if it is open, else the secondary. */
    public Role accepting() {
        return status(primary) == OPEN ? primary : primary.other();
    }

    /** Whether entities may be in both stores, so that keys are checked and reads ask both. */
    public boolean twoStore() {
        return this != STABLE && this != COMPLETED;
    }

    /** The store that is being given up: closed, while entities may still be in it. */
    public Optional<Role> draining() {
        return twoStore()
                ? Stream.of(Role.values())
                        .filter(role -> status(role) == CLOSED)
                        .findFirst()
                : Optional.empty();
    }

    /** Whether the other store may hold the keys of an unmarked launch although this one is open. */
    public boolean rollback() {
        return this == PRE_ROLLBACK || this == ROLLING_BACK || this == POST_ROLLBACK;
    }

    /** The phase that {@code advance} goes to, along the migration or along the rollback. */
    public Optional<Phase> next() {
        return switch (this) {
            case STABLE -> Optional.of(PRE_MIGRATION);
            case PRE_MIGRATION -> Optional.of(MIGRATION);
            case MIGRATION -> Optional.of(POST_MIGRATION);
            case POST_MIGRATION -> Optional.of(COMPLETED);
            case COMPLETED -> Optional.empty();
            case PRE_ROLLBACK -> Optional.of(ROLLING_BACK);
            case ROLLING_BACK -> Optional.of(POST_ROLLBACK);
            case POST_ROLLBACK -> Optional.of(STABLE);
        };
    }

    /** The phase that {@code rollback} goes to; from MIGRATION one advances to POST_MIGRATION first. */
    public Optional<Phase> rollbackTo() {
        return switch (this) {
            case PRE_MIGRATION -> Optional.of(STABLE);
            case POST_MIGRATION -> Optional.of(PRE_ROLLBACK);
            case STABLE, MIGRATION, COMPLETED, PRE_ROLLBACK, ROLLING_BACK, POST_ROLLBACK -> Optional.empty();
        };
    }
}
