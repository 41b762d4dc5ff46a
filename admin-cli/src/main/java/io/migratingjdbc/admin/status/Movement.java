package io.migratingjdbc.admin.status;

import io.migratingjdbc.admin.output.ProgressBar;
import io.migratingjdbc.admin.output.Text;
import java.time.Duration;
import java.util.Locale;

/**
 * How far a table is with its copy or its comparison.
 *
 * @param expected rows by the statistics; -1 if nobody knows
 * @param bytes 0 where they are not counted
 * @param rowsPerSecond lately; 0 if nothing is moving
 * @param secondsLeft null if nobody knows
 */
public record Movement(
        String table,
        boolean complete,
        long rows,
        long expected,
        long bytes,
        double rowsPerSecond,
        double bytesPerSecond,
        Double secondsLeft) {

    static Movement of(
            String table, boolean complete, long rows, long expected, long bytes, double rowRate, double byteRate) {
        Double left = complete || rowRate <= 0 || expected <= rows ? null : (Double) ((expected - rows) / rowRate);
        return new Movement(table, complete, rows, expected, bytes, rowRate, byteRate, left);
    }

    void print(Text text, String what) {
        if (complete) {
            text.line("  " + what + " " + table + ": " + rows + " rows");
            return;
        }
        ProgressBar bar = text.bar();
        Duration left = secondsLeft == null ? null : Duration.ofMillis((long) (secondsLeft * 1000));
        text.line("  " + what + " " + table + " "
                + bar.bar(rows, expected < 0 ? 0 : Math.max(rows, expected), rowsPerSecond, left)
                + (bytesPerSecond > 0 ? String.format(Locale.ROOT, "  %.1f MB/s", bytesPerSecond / 1e6) : ""));
    }
}
