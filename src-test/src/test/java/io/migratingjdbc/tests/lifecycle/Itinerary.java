package io.migratingjdbc.tests.lifecycle;

import io.migratingjdbc.internal.model.Phase;
import java.util.List;

/** The ways through the phases, command by command. */
enum Itinerary {
    FORWARD(
            Phase.COMPLETED,
            new Move(Phase.PRE_MIGRATION, "start", "--wait"),
            new Move(Phase.PRE_MIGRATION, "copy"),
            new Move(Phase.PRE_MIGRATION, "verify"),
            new Move(Phase.MIGRATION, "advance", "--wait"),
            new Move(Phase.POST_MIGRATION, "advance", "--wait"),
            new Move(Phase.COMPLETED, "finish", "--wait")),
    BACK(
            Phase.STABLE,
            new Move(Phase.PRE_MIGRATION, "start", "--wait"),
            new Move(Phase.MIGRATION, "advance", "--wait"),
            new Move(Phase.POST_MIGRATION, "advance", "--wait"),
            new Move(Phase.PRE_ROLLBACK, "rollback", "--wait"),
            new Move(Phase.ROLLING_BACK, "advance", "--wait"),
            new Move(Phase.POST_ROLLBACK, "advance", "--wait"),
            new Move(Phase.STABLE, "finish", "--wait")),
    CANCEL(
            Phase.STABLE,
            new Move(Phase.PRE_MIGRATION, "start", "--wait"),
            new Move(Phase.PRE_MIGRATION, "copy"),
            new Move(Phase.PRE_MIGRATION, "verify"),
            new Move(Phase.STABLE, "rollback", "--wait", "--delete-copied"));

    private final Phase last;
    private final List<Move> moves;

    Itinerary(Phase last, Move... moves) {
        this.last = last;
        this.moves = List.of(moves);
    }

    /** @param to the phase in which the migration is afterwards */
    record Move(Phase to, String... command) {}

    Phase last() {
        return last;
    }

    List<Move> moves() {
        return moves;
    }
}
