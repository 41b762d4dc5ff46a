package io.migratingjdbc.tests.operation;

import io.migratingjdbc.internal.control.Step;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.StoreStatus;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Through all phases: back from PRE_MIGRATION, back from POST_MIGRATION, and to the end. */
final class Walk {
    private Walk() {}

    /** @param again whether the walk has made the same transition before */
    record Move(Phase from, Phase to, boolean again, String... command) {

        /** The sub-steps that this transition consists of. */
        Set<Step> steps() {
            Set<Step> steps = EnumSet.of(Step.BEGUN, Step.GUARDED, Step.COMPLETED, Step.GUARDS_SETTLED);
            for (Role role : Role.values()) {
                if (from.status(role) != to.status(role)) {
                    steps.add(Step.FENCE_SET);
                    if (to.status(role) == StoreStatus.CLOSED) {
                        steps.add(Step.BACKLOG_CARRIED);
                    }
                }
            }
            if (to == Phase.COMPLETED) {
                steps.add(Step.RECORD_COPIED);
            }
            return steps;
        }
    }

    static final List<Move> ALL = List.of(
            new Move(Phase.STABLE, Phase.PRE_MIGRATION, false, "start", "--wait"),
            new Move(Phase.PRE_MIGRATION, Phase.STABLE, false, "rollback", "--wait"),
            new Move(Phase.STABLE, Phase.PRE_MIGRATION, true, "start", "--wait"),
            new Move(Phase.PRE_MIGRATION, Phase.MIGRATION, false, "advance", "--wait"),
            new Move(Phase.MIGRATION, Phase.POST_MIGRATION, false, "advance", "--wait"),
            new Move(Phase.POST_MIGRATION, Phase.PRE_ROLLBACK, false, "rollback", "--wait"),
            new Move(Phase.PRE_ROLLBACK, Phase.ROLLING_BACK, false, "advance", "--wait"),
            new Move(Phase.ROLLING_BACK, Phase.POST_ROLLBACK, false, "advance", "--wait"),
            new Move(Phase.POST_ROLLBACK, Phase.STABLE, false, "finish", "--wait"),
            new Move(Phase.STABLE, Phase.PRE_MIGRATION, true, "start", "--wait"),
            new Move(Phase.PRE_MIGRATION, Phase.MIGRATION, true, "advance", "--wait"),
            new Move(Phase.MIGRATION, Phase.POST_MIGRATION, true, "advance", "--wait"),
            new Move(Phase.POST_MIGRATION, Phase.COMPLETED, false, "finish", "--wait"));
}
