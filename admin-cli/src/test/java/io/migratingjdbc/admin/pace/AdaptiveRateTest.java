package io.migratingjdbc.admin.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdaptiveRateTest {
    private static final int SAMPLES = 50;
    private static final long QUIET_NANOS = 1_000_000;

    private final AdaptiveRate rate = new AdaptiveRate();

    /** A database in which the share of statements that the copy makes slow grows with its rate. */
    private List<Long> statements(double bearableBytesPerSecond) {
        double share = 0.05 * rate.bytesPerSecond() / bearableBytesPerSecond;
        return IntStream.range(0, SAMPLES)
                .mapToObj(i -> i < share * SAMPLES ? 3 * QUIET_NANOS : QUIET_NANOS)
                .toList();
    }

    /** One of the kinds bears that much, the others anything. */
    private List<List<Long>> times(double bearableBytesPerSecond) {
        return times(statements(bearableBytesPerSecond));
    }

    private List<List<Long>> times(List<Long> ofOne) {
        List<Long> others = statements(1e99);
        return List.of(others, others, ofOne, others);
    }

    private void settle(double bearableBytesPerSecond) {
        for (int i = 0; i < 100; i++) {
            rate.moving(times(bearableBytesPerSecond), () -> true);
        }
    }

    @Test
    void findsWhatOthersBear() {
        rate.quiet(times(1e99));

        settle(40e6);

        assertThat(rate.bytesPerSecond()).isBetween(15e6, 80e6);
    }

    @Test
    void goesDownAndUpAgain() {
        rate.quiet(times(1e99));
        settle(400e6);
        double fast = rate.bytesPerSecond();

        settle(20e6);
        double slow = rate.bytesPerSecond();
        rate.quiet(times(1e99));
        settle(400e6);

        assertThat(slow).isLessThan(fast / 10);
        assertThat(rate.bytesPerSecond()).isGreaterThan(fast / 3);
    }

    @Test
    void isSeldomTooHigh() {
        rate.quiet(times(1e99));
        settle(40e6);
        int tooHigh = 0;
        for (int i = 0; i < 100; i++) {
            tooHigh += rate.bytesPerSecond() > 44e6 ? 1 : 0;
            rate.moving(times(40e6), () -> true);
        }

        assertThat(tooHigh).isLessThanOrEqualTo(4);
    }

    @Test
    void neverStopsAltogether() {
        rate.quiet(times(1e99));

        settle(1);

        assertThat(rate.bytesPerSecond()).isEqualTo(5e5);
    }

    @Test
    void goesDownWhereNoStatementComesThrough() {
        rate.quiet(times(1e99));
        settle(400e6);
        double before = rate.bytesPerSecond();

        rate.moving(times(List.of()), () -> true);

        assertThat(rate.bytesPerSecond()).isLessThan(before);
        rate.quiet(times(List.of()));
        assertThat(rate.bytesPerSecond()).isEqualTo(5e5);
    }

    /** At a rate that is not used nobody feels anything, which says nothing of that rate. */
    @Test
    void doesNotGoUpUnused() {
        rate.quiet(times(1e99));
        settle(40e6);
        double before = rate.bytesPerSecond();

        for (int i = 0; i < 100; i++) {
            rate.moving(times(1e99), () -> false);
        }

        assertThat(rate.bytesPerSecond()).isEqualTo(before);
    }

    /** Few times at once are collected until something can be said. */
    @Test
    void oneSlowStatementAmongFewIsNotManyButThreeAre() {
        rate.quiet(times(1e99));
        List<Long> fewWithOneSlow = List.of(QUIET_NANOS, 100 * QUIET_NANOS, QUIET_NANOS, QUIET_NANOS);
        double before = rate.bytesPerSecond();

        rate.moving(times(fewWithOneSlow), () -> true);
        rate.moving(times(fewWithOneSlow), () -> true);
        assertThat(rate.bytesPerSecond()).isEqualTo(before);

        rate.moving(times(fewWithOneSlow), () -> true);
        assertThat(rate.bytesPerSecond()).isLessThan(before);
    }

    /** What was slow at a higher rate says nothing of the lower one. */
    @Test
    void goesDownOnceForOneSlowMoment() {
        rate.quiet(times(1e99));
        List<Long> slow = List.of(100 * QUIET_NANOS, 100 * QUIET_NANOS, 100 * QUIET_NANOS);
        rate.moving(List.of(slow, slow, slow, slow), () -> true);
        double lowered = rate.bytesPerSecond();

        rate.moving(times(List.of(100 * QUIET_NANOS)), () -> true);

        assertThat(rate.bytesPerSecond()).isEqualTo(lowered);
    }

    @Test
    void measuresAnew() {
        rate.quiet(times(1e99));
        settle(1);
        List<Long> busyAnyway =
                IntStream.range(0, SAMPLES).mapToObj(i -> 3 * QUIET_NANOS).toList();

        rate.quiet(List.of(busyAnyway, busyAnyway, busyAnyway, busyAnyway));
        settle(1);

        assertThat(rate.bytesPerSecond()).isEqualTo(2e9);
    }
}
