package io.migratingjdbc.tests.demo;

import java.util.concurrent.atomic.AtomicLong;

/** Counts what the workers of one host do until the next report. */
final class HostStatistics {
    private final LatencyHistogram launches = new LatencyHistogram();
    private final LatencyHistogram reads = new LatencyHistogram();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong retried = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();

    void launched(long micros) {
        launches.add(micros);
    }

    void read(long micros) {
        reads.add(micros);
    }

    void refused() {
        refused.incrementAndGet();
    }

    void retried() {
        retried.incrementAndGet();
    }

    void failed() {
        errors.incrementAndGet();
    }

    HostReport take() {
        return new HostReport(
                launches.take(), reads.take(), refused.getAndSet(0), retried.getAndSet(0), errors.getAndSet(0));
    }
}
