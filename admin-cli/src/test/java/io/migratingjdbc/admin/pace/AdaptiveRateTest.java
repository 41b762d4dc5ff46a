package io.migratingjdbc.admin.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdaptiveRateTest {
    private static final int SAMPLES = 50;
    private static final long QUIET_NANOS = 1_000_000;

    private final AdaptiveRate rate = new AdaptiveRate();

    /** A database in which the share of statements that the copy makes slow grows with its rate. */
    private long[] statements(double bearableBytesPerSecond) {
        double share = 0.05 * rate.bytesPerSecond() / bearableBytesPerSecond;
        return IntStream.range(0, SAMPLES)
                .mapToLong(i -> i < share * SAMPLES ? 3 * QUIET_NANOS : QUIET_NANOS)
                .toArray();
    }

    private void settle(double bearableBytesPerSecond) {
        for (int i = 0; i < 100; i++) {
            rate.moving(statements(bearableBytesPerSecond));
        }
    }

    @Test
    void findsWhatOthersBear() {
        rate.quiet(statements(1e99));

        settle(40e6);

        assertThat(rate.bytesPerSecond()).isBetween(15e6, 80e6);
    }

    @Test
    void goesDownAndUpAgain() {
        rate.quiet(statements(1e99));
        settle(400e6);
        double fast = rate.bytesPerSecond();

        settle(20e6);
        double slow = rate.bytesPerSecond();
        rate.quiet(statements(1e99));
        settle(400e6);

        assertThat(slow).isLessThan(fast / 10);
        assertThat(rate.bytesPerSecond()).isGreaterThan(fast / 3);
    }

    @Test
    void isSeldomTooHigh() {
        rate.quiet(statements(1e99));
        settle(40e6);
        int tooHigh = 0;
        for (int i = 0; i < 100; i++) {
            tooHigh += rate.bytesPerSecond() > 44e6 ? 1 : 0;
            rate.moving(statements(40e6));
        }

        assertThat(tooHigh).isLessThanOrEqualTo(4);
    }

    @Test
    void neverStopsAltogether() {
        rate.quiet(statements(1e99));

        settle(1);

        assertThat(rate.bytesPerSecond()).isEqualTo(4e6);
    }

    @Test
    void goesDownWhereNoStatementComesThrough() {
        rate.quiet(statements(1e99));
        settle(400e6);
        double before = rate.bytesPerSecond();

        rate.moving(new long[0]);

        assertThat(rate.bytesPerSecond()).isLessThan(before);
        rate.quiet(new long[0]);
        assertThat(rate.bytesPerSecond()).isEqualTo(4e6);
    }

    @Test
    void measuresAnew() {
        rate.quiet(statements(1e99));
        settle(1);
        long[] busyAnyway =
                IntStream.range(0, SAMPLES).mapToLong(i -> 3 * QUIET_NANOS).toArray();

        rate.quiet(busyAnyway);
        settle(1);

        assertThat(rate.bytesPerSecond()).isEqualTo(2e9);
    }
}
