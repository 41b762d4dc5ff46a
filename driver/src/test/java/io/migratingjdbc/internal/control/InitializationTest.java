package io.migratingjdbc.internal.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.internal.model.IdRanges;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.PerRole;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Plan;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

class InitializationTest {
    private final ControlFixture fixture = new ControlFixture();

    InitializationTest() throws SQLException {}

    @Test
    void initStartsStableAtEpochOneAndMayBeRepeated() throws SQLException {
        MigrationView view = fixture.record();
        assertThat(view.phase()).isEqualTo(Phase.STABLE);
        assertThat(view.epoch()).isEqualTo(1);
        assertThat(new Initialization(fixture.plane).run()).isEqualTo(view);
        fixture.walk(Phase.PRE_MIGRATION);
        assertThat(new Initialization(fixture.plane).run()).isEqualTo(fixture.record());
    }

    @Test
    void thePlanIsReplacedInStableOnlyAndUnderANewEpoch() throws SQLException {
        PerRole<String> other = new PerRole<>(fixture.urls.initial(), TestPostgres.newDatabase());
        ControlPlane changed = ControlFixture.plane(ControlFixture.plan("pg1", "pg3"), other);
        MigrationView replaced = new Initialization(changed).run();
        assertThat(replaced.epoch()).isEqualTo(2);
        assertThat(replaced.planHash()).isEqualTo(changed.plan().hash());

        assertThatThrownBy(() -> fixture.transition.run(replaced, Phase.PRE_MIGRATION))
                .hasMessageContaining("not with this one");
        ControlFixture.transition(changed, TransitionListener.NONE).run(replaced, Phase.PRE_MIGRATION);
        assertThatThrownBy(() -> new Initialization(fixture.plane).run())
                .hasMessageContaining("(pg1 to pg3) is in PRE_MIGRATION with another plan");
    }

    @Test
    void theInitialStoreOfALiveRecordIsNotExchanged() throws SQLException {
        PerRole<String> swapped = new PerRole<>(fixture.urls.target(), fixture.urls.initial());
        ControlPlane wrong = new ControlPlane(
                fixture.plane.dialect(),
                "public",
                ControlFixture.plan("pg2", "pg1"),
                fixture.plane.metadata(),
                ControlFixture.plane(ControlFixture.plan("pg2", "pg1"), swapped).stores());
        assertThatThrownBy(() -> new Initialization(wrong).run()).hasMessageContaining("for the same initial store");
    }

    @Test
    void theNextMigrationContinuesTheEpochsAndAClosedStoreCannotBeItsSource() throws SQLException {
        MigrationView completed =
                fixture.walk(Phase.PRE_MIGRATION, Phase.MIGRATION, Phase.POST_MIGRATION, Phase.COMPLETED);
        PerRole<String> onwards = new PerRole<>(fixture.urls.target(), TestPostgres.newDatabase());
        ControlPlane next = ControlFixture.plane(ControlFixture.plan("pg2", "pg3"), onwards);
        MigrationView stable = new Initialization(next).run();
        assertThat(stable.phase()).isEqualTo(Phase.STABLE);
        assertThat(stable.epoch()).isEqualTo(completed.epoch() + 1);
        assertThat(stable.generation(Role.INITIAL)).isEqualTo(completed.generation(Role.TARGET));

        ControlPlane back = ControlFixture.plane(
                ControlFixture.plan("pg1", "pg3"), new PerRole<>(fixture.urls.initial(), onwards.target()));
        assertThatThrownBy(() -> new Initialization(back).run()).hasMessageContaining("COMPLETED with another plan");
        ControlFixture.execute(fixture.urls.initial(), "DELETE FROM migrating_migration");
        assertThatThrownBy(() -> new Initialization(back).run()).hasMessageContaining("Store pg1 is closed");
    }

    @Test
    void aNewRecordStartsAboveWhatItsStoresHaveSeen() throws SQLException {
        MigrationView completed =
                fixture.walk(Phase.PRE_MIGRATION, Phase.MIGRATION, Phase.POST_MIGRATION, Phase.COMPLETED);
        ControlFixture.execute(fixture.urls.target(), "DELETE FROM migrating_migration");
        ControlPlane next = ControlFixture.plane(
                ControlFixture.plan("pg2", "pg3"), new PerRole<>(fixture.urls.target(), TestPostgres.newDatabase()));
        assertThat(new Initialization(next).run().epoch()).isGreaterThanOrEqualTo(completed.epoch());
    }

    @Test
    void twoInitsAtOnceMakeOneRecord() throws Exception {
        PerRole<String> fresh = new PerRole<>(TestPostgres.newDatabase(), TestPostgres.newDatabase());
        Plan plan = ControlFixture.plan("pg1", "pg2");
        CyclicBarrier start = new CyclicBarrier(2);
        List<CompletableFuture<MigrationView>> both = List.of(1, 2).stream()
                .map(i -> CompletableFuture.supplyAsync(() -> {
                    try {
                        start.await();
                        return new Initialization(ControlFixture.plane(plan, fresh)).run();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .toList();
        assertThat(both.get(0).get()).isEqualTo(both.get(1).get());
    }

    @Test
    void rangesAreSetInStableOnly() throws SQLException {
        IdRanges ranges = IdRanges.ofText("orders=0:pg1,1000:pg2");
        try (Connection connection = fixture.plane.metadata().open()) {
            MigrationRecord record = fixture.plane.record();
            assertThat(record.updateRanges(connection, fixture.record(), ranges).ranges())
                    .isEqualTo(ranges);
            MigrationView before = fixture.record();
            MigrationView after = fixture.walk(Phase.PRE_MIGRATION);
            assertThat(after.ranges()).isEqualTo(ranges);
            for (MigrationView read : List.of(before, after)) {
                assertThatThrownBy(() -> record.updateRanges(connection, read, IdRanges.NONE))
                        .hasMessageContaining("only in STABLE");
            }
        }
    }

    @Test
    void eventsAreListedOldestFirst() throws SQLException {
        try (Connection connection = fixture.plane.metadata().open()) {
            for (int i = 0; i < 3; i++) {
                fixture.plane.events().append(connection, "ops", "advance " + i, "done");
            }
            assertThat(fixture.plane.events().list(connection, 2))
                    .extracting(Events.Event::what)
                    .containsExactly("advance 1", "advance 2");
        }
    }
}
