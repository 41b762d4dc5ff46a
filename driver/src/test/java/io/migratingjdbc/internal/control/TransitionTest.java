package io.migratingjdbc.internal.control;

import static io.migratingjdbc.internal.model.Phase.COMPLETED;
import static io.migratingjdbc.internal.model.Phase.MIGRATION;
import static io.migratingjdbc.internal.model.Phase.POST_MIGRATION;
import static io.migratingjdbc.internal.model.Phase.POST_ROLLBACK;
import static io.migratingjdbc.internal.model.Phase.PRE_MIGRATION;
import static io.migratingjdbc.internal.model.Phase.PRE_ROLLBACK;
import static io.migratingjdbc.internal.model.Phase.ROLLING_BACK;
import static io.migratingjdbc.internal.model.Phase.STABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.internal.model.Fence;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.PendingTransition;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.StoreId;
import io.migratingjdbc.internal.model.StoreStatus;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

class TransitionTest {
    private static final List<List<Phase>> WAYS = List.of(
            List.of(PRE_MIGRATION, MIGRATION, POST_MIGRATION, COMPLETED),
            List.of(PRE_MIGRATION, MIGRATION, POST_MIGRATION, PRE_ROLLBACK, ROLLING_BACK, POST_ROLLBACK, STABLE),
            List.of(PRE_MIGRATION, STABLE));

    private final ControlFixture fixture = new ControlFixture();

    TransitionTest() throws SQLException {}

    private static final class Crash extends RuntimeException {}

    @Test
    void theWholeWayThereSetsFencesGenerationsAndGuards() throws SQLException {
        assertThat(fences()).isEqualTo("open 1 note | closed 1 note");
        fixture.walk(PRE_MIGRATION);
        assertThat(fences()).isEqualTo("open 1 fence | open 2 fence");
        fixture.walk(MIGRATION);
        assertThat(fences()).isEqualTo("closed 3 fence | open 2 fence");
        fixture.walk(POST_MIGRATION);
        assertThat(fences()).isEqualTo("closed 3 fence | open 2 fence");
        MigrationView end = fixture.walk(COMPLETED);
        assertThat(fences()).isEqualTo("closed 3 fence | open 2 note");

        assertThat(end.epoch()).isEqualTo(5);
        assertThat(end.expectedFence(Role.TARGET)).isEqualTo(new Fence(new StoreId("pg2"), StoreStatus.OPEN, 2));
        try (Connection target = DriverManager.getConnection(fixture.urls.target())) {
            assertThat(fixture.plane.record().read(target)).contains(end);
            assertThat(fixture.plane.record().planText(target))
                    .contains(fixture.plane.plan().text());
        }
    }

    @Test
    void aRollbackReopensUnderANewGenerationAndDeniesUnmarkedLaunches() throws SQLException {
        fixture.walk(PRE_MIGRATION, MIGRATION, POST_MIGRATION, PRE_ROLLBACK);
        assertThat(fences()).isEqualTo("open 5 deny | open 2 deny");
        fixture.walk(ROLLING_BACK);
        assertThat(fences()).isEqualTo("open 5 deny | closed 6 deny");
        fixture.walk(POST_ROLLBACK, STABLE);
        assertThat(fences()).isEqualTo("open 5 note | closed 6 fence");
        fixture.walk(PRE_MIGRATION);
        assertThat(fences()).isEqualTo("open 5 fence | open 9 fence");
    }

    @Test
    void aTransitionKilledAfterAnyStepIsCompletedByTheNextRunOrByAnyParticipant() throws SQLException {
        for (List<Phase> way : WAYS) {
            for (boolean rerun : List.of(true, false)) {
                ControlFixture crashing = new ControlFixture();
                ControlFixture smooth = new ControlFixture();
                for (Phase to : way) {
                    MigrationView expected = smooth.walk(to);
                    MigrationView from = crashing.record();
                    for (Step last : stepsOf(smooth, from, to)) {
                        crash(crashing, from, to, last);
                        finish(crashing, from, to, rerun);
                        assertThat(crashing.record())
                                .as("%s after %s", to, last)
                                .isEqualTo(expected);
                        for (Role role : Role.values()) {
                            assertThat(crashing.fence(role))
                                    .as("%s after %s: %s", to, last, role)
                                    .isEqualTo(smooth.fence(role));
                        }
                        rewind(crashing, from);
                    }
                    assertThat(crashing.walk(to)).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void racingParticipantsCompleteOneTransitionOnce() throws Exception {
        MigrationView from = fixture.walk(PRE_MIGRATION);
        CyclicBarrier start = new CyclicBarrier(4);
        List<CompletableFuture<MigrationView>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(CompletableFuture.supplyAsync(() -> {
                try {
                    start.await();
                    return fixture.transition.run(from, MIGRATION);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        for (CompletableFuture<MigrationView> one : all) {
            assertThat(one.get().phase()).isEqualTo(MIGRATION);
            assertThat(one.get().epoch()).isEqualTo(3);
        }
        assertThat(fences()).isEqualTo("closed 3 fence | open 2 fence");
    }

    /** Frozen before the fence of MIGRATION, awake when the migration is two transitions further. */
    @Test
    void aParticipantThatSleptDoesNotTouchWhatIsAheadOfIt() throws SQLException {
        MigrationView from = fixture.walk(PRE_MIGRATION);
        MigrationView[] begun = new MigrationView[1];
        crash(fixture, from, MIGRATION, Step.BEGUN);
        begun[0] = fixture.record();
        fixture.transition.resume(begun[0]);
        fixture.walk(POST_MIGRATION, PRE_ROLLBACK);
        String before = fences();

        MigrationView late = fixture.transition.resume(begun[0]);

        assertThat(late.phase()).isEqualTo(PRE_ROLLBACK);
        assertThat(fences()).isEqualTo(before);
        fixture.transition.settle(Successor.of(begun[0]));
        assertThat(fences()).isEqualTo(before);
    }

    @Test
    void aPendingTransitionIsNeverReplaced() throws SQLException {
        MigrationView from = fixture.walk(PRE_MIGRATION);
        crash(fixture, from, MIGRATION, Step.BEGUN);
        assertThat(fixture.record().pending()).isEqualTo(new PendingTransition(MIGRATION, 3));

        assertThatThrownBy(() -> fixture.transition.run(from, STABLE))
                .hasMessageContaining("transition to MIGRATION was begun")
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("0A000"));

        assertThat(fixture.transition.run(from, MIGRATION).phase()).isEqualTo(MIGRATION);
        assertThatThrownBy(() -> fixture.transition.run(from, STABLE))
                .hasMessageContaining("no longer in PRE_MIGRATION");
        assertThatThrownBy(() -> fixture.transition.run(fixture.record(), COMPLETED))
                .hasMessageContaining("MIGRATION does not lead to COMPLETED");
    }

    @Test
    void aMissingFenceRowIsAnError() throws SQLException {
        ControlFixture.execute(fixture.urls.target(), "DELETE FROM migrating_store");
        assertThatThrownBy(() -> fixture.walk(PRE_MIGRATION)).hasMessageContaining("Store pg2 has no fence row");
        assertThat(fixture.record().phase()).isEqualTo(STABLE);
    }

    @Test
    void waitingForTheFenceEndsWithTheNameOfWhoIsInTheWay() throws SQLException {
        fixture.walk(PRE_MIGRATION);
        try (Connection launcher = DriverManager.getConnection(fixture.urls.initial() + "&ApplicationName=stuck");
                Statement statement = launcher.createStatement()) {
            launcher.setAutoCommit(false);
            lockFenceShared(statement);
            assertThatThrownBy(() -> fixture.walk(MIGRATION))
                    .hasMessageContaining("fence of migration orders was not free")
                    .hasMessageContaining("application stuck");
        }
        assertThat(fixture.transition.resume(fixture.record()).phase()).isEqualTo(MIGRATION);
    }

    @Test
    void theBacklogOfTheClosedStoreIsCarriedBetweenFenceAndRecord() throws SQLException {
        fixture.walk(PRE_MIGRATION);
        List<String> seen = new ArrayList<>();
        BacklogCarrier carrier = closed -> seen.add(closed + ": " + fixture.fence(closed) + ", record in "
                + fixture.record().phase());
        new Transition(fixture.plane, carrier, step -> seen.add(step.name()), ControlFixture.SHORT, System::nanoTime)
                .run(fixture.record(), MIGRATION);
        assertThat(seen)
                .containsExactly(
                        "BEGUN",
                        "GUARDED",
                        "FENCE_SET",
                        "INITIAL: closed 3 fence, record in PRE_MIGRATION",
                        "BACKLOG_CARRIED",
                        "COMPLETED",
                        "GUARDS_SETTLED");
    }

    /** The advisory lock of the dialect, taken the way a launch takes it but without the COMMIT that ends it. */
    private void lockFenceShared(Statement statement) throws SQLException {
        statement.execute("SELECT pg_advisory_xact_lock_shared(('x' || substr(encode(sha256("
                + "convert_to('migrating:orders', 'UTF8')), 'hex'), 1, 16))::bit(64)::bigint)");
    }

    private static void crash(ControlFixture fixture, MigrationView from, Phase to, Step last) {
        Transition crashing = fixture.transition(step -> {
            if (step == last) {
                throw new Crash();
            }
        });
        assertThatThrownBy(() -> crashing.run(from, to)).isInstanceOf(Crash.class);
    }

    private static void finish(ControlFixture fixture, MigrationView from, Phase to, boolean rerun)
            throws SQLException {
        MigrationView now = fixture.record();
        if (rerun) {
            fixture.transition.run(from, to);
        } else if (now.pending() != null) {
            fixture.transition.resume(now);
        } else {
            fixture.transition.settle(now);
        }
    }

    private static List<Step> stepsOf(ControlFixture after, MigrationView from, Phase to) {
        List<Step> steps = new ArrayList<>(List.of(Step.BEGUN, Step.GUARDED));
        for (Role role : Role.values()) {
            if (from.phase().status(role) != to.status(role)) {
                steps.add(Step.FENCE_SET);
                if (to.status(role) == StoreStatus.CLOSED) {
                    steps.add(Step.BACKLOG_CARRIED);
                }
            }
        }
        if (to == COMPLETED) {
            steps.add(Step.RECORD_COPIED);
        }
        steps.addAll(List.of(Step.COMPLETED, Step.GUARDS_SETTLED));
        return steps;
    }

    /** Test only: puts everything back as it was, so that the next crash starts from the same place. */
    private static void rewind(ControlFixture fixture, MigrationView to) throws SQLException {
        ControlFixture.execute(
                fixture.urls.initial(),
                "UPDATE migrating_migration SET phase = '" + to.phase() + "', epoch = " + to.epoch()
                        + ", initial_generation = " + to.generation(Role.INITIAL)
                        + ", target_generation = " + to.generation(Role.TARGET)
                        + ", pending_phase = NULL, pending_epoch = NULL");
        ControlFixture.execute(fixture.urls.target(), "DELETE FROM migrating_migration");
        for (Role role : Role.values()) {
            ControlFixture.execute(
                    fixture.urls.get(role),
                    "UPDATE migrating_store SET status = '"
                            + to.phase().status(role).text() + "', generation = "
                            + to.generation(role) + ", guard_epoch = " + (to.epoch() == 1 ? 0 : to.epoch())
                            + ", guard = '" + Guard.of(to.phase(), role).text() + "'");
        }
    }

    private String fences() throws SQLException {
        return fixture.fence(Role.INITIAL) + " | " + fixture.fence(Role.TARGET);
    }
}
