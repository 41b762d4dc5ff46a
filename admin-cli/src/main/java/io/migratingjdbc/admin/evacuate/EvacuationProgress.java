package io.migratingjdbc.admin.evacuate;

import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.internal.model.TableName;
import java.time.Duration;
import java.util.List;

/** Shows how many entities of a table have been copied, now and then. */
final class EvacuationProgress {
    private static final long BETWEEN_LINES = Duration.ofSeconds(1).toNanos();

    private final Text live;
    private final TableName table;
    private final long total;
    private final long start = System.nanoTime();
    private long last = start;
    private int lines;

    EvacuationProgress(Text live, TableName table, long total) {
        this.live = live;
        this.table = table;
        this.total = total;
    }

    synchronized void copied(long entities) {
        long now = System.nanoTime();
        if (now - last < BETWEEN_LINES) {
            return;
        }
        last = now;
        double perSecond = entities / ((now - start) / 1e9);
        Duration timeLeft = perSecond > 0 && total > entities
                ? Duration.ofMillis((long) ((total - entities) / perSecond * 1000))
                : null;
        live.again(lines, List.of("  " + table + ": " + live.bar().bar(entities, total, perSecond, timeLeft)));
        lines = 1;
    }
}
