package io.migratingjdbc.admin.transition;

import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import java.time.Duration;
import java.util.List;

/**
 * The table of protocol section 2: what must hold before a phase is entered.
 *
 * @param foreignMaxAge how long ago a launch from a session without the driver still counts
 * @param verifyMaxAge how old the last verification may be
 * @param leaveEnded whether ended entities may be left in the store that is given up
 */
public record Conditions(Duration foreignMaxAge, Duration verifyMaxAge, boolean leaveEnded) {
    public static final Conditions DEFAULT = new Conditions(Duration.ofHours(24), Duration.ofHours(24), false);

    List<Condition> of(Phase from, Phase to) {
        return switch (to) {
            case PRE_MIGRATION -> List.of(new PreflightPassed(foreignMaxAge), new HostsAcknowledged());
            case MIGRATION ->
                List.of(
                        new HostsAcknowledged(),
                        new SchemasSame(),
                        new NumbersApart(),
                        new NumbersLeft(Role.TARGET),
                        new CopyComplete(),
                        new DeferredDdlMade(),
                        new BacklogAtMost(Role.INITIAL, BacklogAtMost.SMALL),
                        new NoDivergence(),
                        new Verified(verifyMaxAge));
            case POST_MIGRATION, ROLLING_BACK, POST_ROLLBACK -> List.of(new HostsAcknowledged());
            case COMPLETED -> release(Role.INITIAL);
            case PRE_ROLLBACK ->
                List.of(new NumbersLeft(Role.INITIAL), new BacklogAtMost(Role.TARGET, BacklogAtMost.SMALL));
            case STABLE ->
                from == Phase.PRE_MIGRATION
                        // Nothing was ever launched in the target, so that nobody has to be waited for.
                        ? List.of(new EntitiesDrained(new Remains(Role.TARGET)), new BacklogAtMost(Role.TARGET, 0))
                        : release(Role.TARGET);
        };
    }

    /** What must hold before a store is given up. */
    private List<Condition> release(Role role) {
        Remains remains = new Remains(role);
        return List.of(
                new HostsAcknowledged(),
                new NothingPrepared(role),
                new EntitiesDrained(remains),
                new EndedKept(remains, leaveEnded),
                new BacklogAtMost(Role.INITIAL, 0),
                new BacklogAtMost(Role.TARGET, 0),
                new NoDivergence());
    }
}
