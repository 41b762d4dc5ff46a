package io.migratingjdbc.admin.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private final AtomicLong nanos = new AtomicLong();
    private final RateLimit limit = new RateLimit(nanos::get);

    @Test
    void aDebtIsPaidByTime() throws Exception {
        limit.set(1000);
        Thread passing = passing(2000);

        awaitWaiting(passing);
        nanos.set(2_000_000_001);
        assertGoesOn(passing);
    }

    @Test
    void whoWaitsGoesByTheNewRate() throws Exception {
        limit.set(0);
        Thread passing = passing(1);

        nanos.set(Long.MAX_VALUE / 2);
        awaitWaiting(passing);
        limit.set(Double.POSITIVE_INFINITY);
        assertGoesOn(passing);
    }

    private Thread passing(long bytes) {
        Thread thread = new Thread(() -> limit.passed(bytes));
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void assertGoesOn(Thread passing) throws InterruptedException {
        passing.join(20_000);
        assertThat(passing.isAlive()).isFalse();
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            assertThat(thread.isAlive()).isTrue();
            Thread.onSpinWait();
        }
    }

    @Test
    void unlimitedLeavesNoDebt() throws Exception {
        limit.passed(Long.MAX_VALUE);
        limit.set(1000);

        Thread passing = passing(10);
        awaitWaiting(passing);
        nanos.set(10_000_001);
        assertGoesOn(passing);
    }

    @Test
    void knowsWhetherItWasUsed() {
        limit.set(1000);
        nanos.set(1_000_000_000);
        assertThat(limit.wasUsed()).isFalse();

        nanos.set(2_000_000_000);
        awaitWaiting(passing(900));
        assertThat(limit.wasUsed()).isTrue();
    }
}
