package io.migratingjdbc.admin.chunk;

import java.time.Duration;

/**
 * How many rows the next chunk gets, so that working on it takes about as long as wished: long enough that its overhead does not count, short
 * enough that little is lost with it.
 */
public final class ChunkSize {
    private static final int LEAST = 1_000;
    private static final int MOST = 2_000_000;
    private static final double STEP = 4;

    private final double goalSeconds;
    private volatile int rows = 20_000;

    public ChunkSize(Duration goal) {
        this.goalSeconds = goal.toNanos() / 1e9;
    }

    /** Of the next chunk. */
    public int rows() {
        return rows;
    }

    /** By what a chunk has taken; a short one tells little. */
    public void took(long done, double seconds) {
        if (done < rows / 2 || seconds <= 0) {
            return;
        }
        double wished = done * goalSeconds / seconds;
        double next = Math.min(rows * STEP, Math.max(rows / STEP, wished));
        rows = (int) Math.min(MOST, Math.max(LEAST, next));
    }
}
