package io.migratingjdbc.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MigrationViewTest {
    private static final PerRole<StoreId> THERE = new PerRole<>(new StoreId("a"), new StoreId("b"));
    private static final PerRole<StoreId> BACK = new PerRole<>(new StoreId("b"), new StoreId("a"));

    @Test
    void aStoreThatWasAloneAllTheTimeHasAll() {
        MigrationView stable = view(Phase.STABLE, 1, THERE, 1, 0);
        MigrationView cancelled = view(Phase.STABLE, 3, THERE, 1, 3);

        assertThat(cancelled.hadAllSince(stable)).isTrue();
        assertThat(cancelled.hadAllSince(view(Phase.PRE_MIGRATION, 2, THERE, 1, 2)))
                .isTrue();
    }

    @Test
    void bothStoresHaveAll() {
        assertThat(view(Phase.POST_MIGRATION, 4, THERE, 3, 2).hadAllSince(view(Phase.STABLE, 1, THERE, 1, 0)))
                .isTrue();
    }

    @Test
    void aStoreThatStaysAloneMayHaveGotEntitiesFromTheOther() {
        MigrationView completed = view(Phase.COMPLETED, 5, THERE, 3, 2);

        assertThat(completed.hadAllSince(view(Phase.STABLE, 1, THERE, 1, 0))).isFalse();
        assertThat(completed.hadAllSince(view(Phase.PRE_MIGRATION, 2, THERE, 1, 2)))
                .isFalse();
        assertThat(completed.hadAllSince(view(Phase.MIGRATION, 3, THERE, 3, 2))).isFalse();
    }

    @Test
    void soMayTheInitialStoreInARollback() {
        MigrationView stable = view(Phase.STABLE, 7, THERE, 5, 6);

        assertThat(stable.hadAllSince(view(Phase.STABLE, 1, THERE, 1, 0))).isFalse();
        assertThat(stable.hadAllSince(view(Phase.POST_ROLLBACK, 6, THERE, 5, 6)))
                .isFalse();
    }

    @Test
    void theStoreOfACompletedMigrationIsTheSameInTheNextOne() {
        MigrationView next = view(Phase.STABLE, 6, BACK, 2, 3);

        assertThat(next.hadAllSince(view(Phase.COMPLETED, 5, THERE, 3, 2))).isTrue();
    }

    private static MigrationView view(
            Phase phase, long epoch, PerRole<StoreId> stores, long initialGeneration, long targetGeneration) {
        return new MigrationView(
                "m",
                phase,
                epoch,
                stores,
                new PerRole<>(initialGeneration, targetGeneration),
                null,
                IdRanges.NONE,
                "hash");
    }
}
