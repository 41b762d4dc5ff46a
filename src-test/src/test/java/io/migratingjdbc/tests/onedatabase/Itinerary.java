package io.migratingjdbc.tests.onedatabase;

import static io.migratingjdbc.internal.model.Phase.COMPLETED;
import static io.migratingjdbc.internal.model.Phase.MIGRATION;
import static io.migratingjdbc.internal.model.Phase.POST_MIGRATION;
import static io.migratingjdbc.internal.model.Phase.POST_ROLLBACK;
import static io.migratingjdbc.internal.model.Phase.PRE_MIGRATION;
import static io.migratingjdbc.internal.model.Phase.PRE_ROLLBACK;
import static io.migratingjdbc.internal.model.Phase.ROLLING_BACK;
import static io.migratingjdbc.internal.model.Phase.STABLE;

import io.migratingjdbc.internal.model.Phase;
import java.util.List;

/** The phases that a run goes through, for about the same number of statements each. Runs also end amidst a migration. */
enum Itinerary {
    THROUGH(List.of(STABLE, PRE_MIGRATION, MIGRATION, POST_MIGRATION, COMPLETED)),
    BACK(List.of(STABLE, PRE_MIGRATION, MIGRATION, POST_MIGRATION, PRE_ROLLBACK, ROLLING_BACK, POST_ROLLBACK, STABLE)),
    HALF_WAY(List.of(STABLE, PRE_MIGRATION, MIGRATION, POST_MIGRATION)),
    SECOND_THOUGHTS(List.of(
            STABLE, PRE_MIGRATION, STABLE, PRE_MIGRATION, MIGRATION, POST_MIGRATION, PRE_ROLLBACK, ROLLING_BACK)),
    HALF_WAY_BACK(List.of(STABLE, PRE_MIGRATION, MIGRATION, POST_MIGRATION, PRE_ROLLBACK, ROLLING_BACK, POST_ROLLBACK));

    private final List<Phase> phases;

    Itinerary(List<Phase> phases) {
        this.phases = phases;
    }

    static Itinerary of(long seed) {
        return values()[(int) Math.floorMod(seed, (long) values().length)];
    }

    /** The phase of a statement. */
    Phase phase(int statement, int statements) {
        return phases.get(leg(statement, statements));
    }

    /** How many phases lie behind. */
    int leg(int statement, int statements) {
        return (int) ((long) statement * phases.size() / statements);
    }
}
