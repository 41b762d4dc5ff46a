package io.migratingjdbc.internal.control;

import java.time.Duration;

/**
 * How long to wait for the fence lock. Launches queue behind the waiting closer, so that it waits in tries and
 * lets them through in between.
 */
public record FenceWait(Duration perTry, Duration total) {
    public static final FenceWait DEFAULT = new FenceWait(Duration.ofSeconds(2), Duration.ofSeconds(60));
}
