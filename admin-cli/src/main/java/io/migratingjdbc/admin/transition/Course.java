package io.migratingjdbc.admin.transition;

import io.migratingjdbc.internal.model.Phase;

/** The commands that change the phase: where each of them goes from where the migration is. */
public enum Course {
    START {
        @Override
        Decision from(Phase phase) {
            return switch (phase) {
                case STABLE -> new Decision.Go(Phase.PRE_MIGRATION);
                case PRE_MIGRATION -> new Decision.Stay(true, "Started already: go on with advance");
                case COMPLETED -> new Decision.Stay(false, COMPLETED_TEXT);
                case MIGRATION, POST_MIGRATION, PRE_ROLLBACK, ROLLING_BACK, POST_ROLLBACK ->
                    new Decision.Stay(false, "Only a migration in STABLE can be started: go on with advance");
            };
        }
    },
    ADVANCE {
        @Override
        Decision from(Phase phase) {
            return phase.next()
                    .<Decision>map(Decision.Go::new)
                    .orElse(new Decision.Stay(true, "The migration is complete: there is nothing left to do"));
        }
    },
    ROLLBACK {
        @Override
        Decision from(Phase phase) {
            return switch (phase) {
                case PRE_MIGRATION, POST_MIGRATION ->
                    new Decision.Go(phase.rollbackTo().orElseThrow());
                case STABLE -> new Decision.Stay(true, "There is nothing to roll back");
                case MIGRATION ->
                    new Decision.Stay(
                            false,
                            "MIGRATION cannot be rolled back: advance to POST_MIGRATION (minutes),"
                                    + " then roll back");
                case PRE_ROLLBACK, ROLLING_BACK, POST_ROLLBACK ->
                    new Decision.Stay(true, "Rolling back already: go on with advance");
                case COMPLETED -> new Decision.Stay(false, COMPLETED_TEXT);
            };
        }
    },
    FINISH {
        @Override
        Decision from(Phase phase) {
            return switch (phase) {
                case POST_MIGRATION -> new Decision.Go(Phase.COMPLETED);
                case POST_ROLLBACK -> new Decision.Go(Phase.STABLE);
                case COMPLETED -> new Decision.Stay(true, "Finished already");
                case STABLE -> new Decision.Stay(false, "The migration was not started, or is rolled back: run start");
                case PRE_MIGRATION, MIGRATION ->
                    new Decision.Stay(false, "A migration can be finished in POST_MIGRATION: advance first");
                case PRE_ROLLBACK, ROLLING_BACK ->
                    new Decision.Stay(false, "A rollback can be finished in POST_ROLLBACK: advance first");
            };
        }
    };

    private static final String COMPLETED_TEXT =
            "The migration is complete; to move again, or back, write a plan with the target as its initial store";

    abstract Decision from(Phase phase);

    /** What a command is to do. */
    sealed interface Decision {

        /** Make this transition. */
        record Go(Phase to) implements Decision {}

        /** @param reached whether the migration is where the command would take it, or beyond */
        record Stay(boolean reached, String message) implements Decision {}
    }
}
