package io.migratingjdbc.admin.pace;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.admin.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ProbeTest {
    private static final long BETWEEN_MILLIS = 5;
    private static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private String store;

    @BeforeEach
    void create() throws SQLException {
        store = TestPostgres.newDatabase();
    }

    @Test
    @Timeout(60)
    void whatWasDueInAStallIsAsLate() throws SQLException {
        TestPostgres.execute(store, "CREATE TABLE stalled ()");
        try (Connection other = TestPostgres.connect(store);
                Probe probe = new Probe(() -> TestPostgres.connect(store), "SELECT FROM stalled", BETWEEN_MILLIS)) {
            awaitTimes(probe);
            other.setAutoCommit(false);
            other.createStatement().execute("LOCK TABLE stalled");

            // It is late before it has come through.
            awaitLate(probe, STALL_NANOS, 1);
            other.rollback();

            awaitLate(probe, STALL_NANOS / 2, 10);
        }
    }

    @Test
    @Timeout(60)
    void goesOnWhenItsConnectionWasLost() throws SQLException {
        try (Probe probe = new Probe(() -> TestPostgres.connect(store), "SELECT 1", BETWEEN_MILLIS)) {
            awaitTimes(probe);
            TestPostgres.killSessions(store);
            probe.take();

            awaitTimes(probe);
        }
    }

    private static void awaitTimes(Probe probe) {
        while (probe.take().isEmpty()) {
            requireTime();
        }
    }

    private static void awaitLate(Probe probe, long nanos, int count) {
        long late = 0;
        while (late < count) {
            requireTime();
            late = probe.take().stream().filter(each -> each > nanos).count();
        }
    }

    /** A timeout only interrupts, which nobody who looks again and again would notice. */
    private static void requireTime() {
        assertThat(Thread.currentThread().isInterrupted()).as("timed out").isFalse();
        Thread.onSpinWait();
    }
}
