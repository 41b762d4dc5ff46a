package io.migratingjdbc.tests.bench;

import io.migratingjdbc.admin.output.Result;
import io.migratingjdbc.admin.output.Text;
import java.util.Locale;

/**
 * What one run has measured.
 *
 * @param rawSeconds COPY piped into COPY by hand, as text
 * @param rawBinarySeconds the same in binary form
 * @param copyRatio how many times as fast as the first the command {@code copy} is
 * @param verifyRatio how many times as many rows a second {@code verify} compares as {@code copy} copies
 * @param quietP99Millis the 99th percentile of the times of an application's statements, of all turns without a copy
 * @param copyingP99Millis the same of all turns in which {@code copy} runs at its default pace
 * @param p99Ratio the second by the first
 * @param pacedRowsPerSecond what was copied in those turns, the start of the process included
 * @param cliPeakMb the most memory that the process of either command has had
 */
public record DataFigures(
        int rows,
        int parallel,
        double rawSeconds,
        double rawBinarySeconds,
        double copySeconds,
        double verifySeconds,
        double copyRatio,
        double verifyRatio,
        double quietP99Millis,
        double copyingP99Millis,
        double p99Ratio,
        double pacedRowsPerSecond,
        long cliPeakMb)
        implements Result {

    @Override
    public void print(Text text) {
        text.line(
                String.format(Locale.ROOT, "COPY | COPY      %8.2f s (binary: %.2f s)", rawSeconds, rawBinarySeconds));
        text.line(String.format(Locale.ROOT, "migrating copy   %8.2f s, ratio %.2f", copySeconds, copyRatio));
        text.line(String.format(Locale.ROOT, "migrating verify %8.2f s, ratio %.2f", verifySeconds, verifyRatio));
        text.line(String.format(
                Locale.ROOT,
                "application p99  %8.2f ms, %.2f ms beside the copy (%.0f rows/s), ratio %.2f",
                quietP99Millis,
                copyingP99Millis,
                pacedRowsPerSecond,
                p99Ratio));
        text.line("memory           %8d MB".formatted(cliPeakMb));
    }
}
