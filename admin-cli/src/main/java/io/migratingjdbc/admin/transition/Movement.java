package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.internal.model.TableName;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Shows how far the tables are, one after the other, as a bar. Called by several threads. */
final class Movement {
    private final String doing;
    private final Text live;
    private final Map<TableName, Start> starts = new HashMap<>();

    /** Where a table was when this process came. */
    private record Start(long nanos, long rows, long bytes) {}

    /** @param doing such as copying */
    Movement(String doing, Text live) {
        this.doing = doing;
        this.live = live;
    }

    /**
     * @param rows so far, earlier runs included
     * @param expected by the statistics; -1 if nobody knows
     * @param bytes so far; 0 if nobody counts them
     */
    synchronized void show(TableName table, long rows, long expected, long bytes) {
        long now = System.nanoTime();
        Start start = starts.computeIfAbsent(table, first -> new Start(now, rows, bytes));
        double seconds = (now - start.nanos()) / 1e9;
        double rate = seconds > 0 ? (rows - start.rows()) / seconds : 0;
        Duration left =
                rate > 0 && expected > rows ? Duration.ofMillis((long) ((expected - rows) / rate * 1000)) : null;
        String speed = rate > 0 && bytes > start.bytes()
                ? String.format(Locale.ROOT, "  %.1f MB/s", (bytes - start.bytes()) / 1e6 / seconds)
                : "";
        live.progress("  " + doing + " " + table + " "
                + live.bar().bar(rows, expected < 0 ? 0 : Math.max(rows, expected), rate, left) + speed);
    }
}
