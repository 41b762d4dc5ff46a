package io.migratingjdbc.tests.demo;

import java.time.Duration;

/** What the user asked for. */
record DemoSettings(int seconds, int hosts, long seed, boolean rollback) {
    static final int WORKERS = 3;
    private static final int SHARED_KEYS_PER_HOST = 40;

    Duration total() {
        return Duration.ofSeconds(seconds);
    }

    int sharedKeys() {
        return hosts * SHARED_KEYS_PER_HOST;
    }

    /** Short enough for the store that is left to drain within a phase. */
    Duration maxLife() {
        return total().dividedBy(15);
    }
}
