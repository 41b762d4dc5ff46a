package io.migratingjdbc.admin.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private final AtomicLong nanos = new AtomicLong();
    private final RateLimit limit = new RateLimit(nanos::get);

    @Test
    void aDebtIsPaidByTime() throws Exception {
        limit.set(1000);
        CompletableFuture<Void> passing = CompletableFuture.runAsync(() -> limit.passed(2000));

        nanos.set(1_900_000_000);
        assertThat(passing).isNotDone();
        nanos.set(2_000_000_000);
        passing.get(20, TimeUnit.SECONDS);
    }

    @Test
    void whoWaitsGoesByTheNewRate() throws Exception {
        limit.set(0);
        CompletableFuture<Void> passing = CompletableFuture.runAsync(() -> limit.passed(1));

        nanos.set(Long.MAX_VALUE / 2);
        assertThat(passing).isNotDone();
        limit.set(Double.POSITIVE_INFINITY);
        passing.get(20, TimeUnit.SECONDS);
    }

    @Test
    void unlimitedLeavesNoDebt() throws Exception {
        limit.passed(Long.MAX_VALUE);
        limit.set(1000);

        CompletableFuture<Void> passing = CompletableFuture.runAsync(() -> limit.passed(10));
        nanos.set(10_000_000);
        passing.get(20, TimeUnit.SECONDS);
    }
}
