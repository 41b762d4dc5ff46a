package io.migratingjdbc.admin.output;

import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/** How far a piece of work is, as one line of text; the bar is coloured only where the output is a terminal. */
public final class ProgressBar {
    private static final int CELLS = 24;

    private final Ansi ansi;

    public ProgressBar(Ansi ansi) {
        this.ansi = ansi;
    }

    /**
     * @param total 0 or less where nobody knows it: then there is no bar, only what was done
     * @param rate how much is done in a second; 0 or less, or NaN, where nobody knows it
     * @param timeLeft null where nobody knows it
     */
    public String bar(long done, long total, double rate, Duration timeLeft) {
        StringBuilder line = new StringBuilder();
        if (total > 0) {
            int percent = (int) (100 * Math.min(1, Math.max(0, done / (double) total)));
            int full = CELLS * percent / 100;
            line.append('[')
                    .append(styled("#".repeat(full)))
                    .append(".".repeat(CELLS - full))
                    .append(String.format(Locale.ROOT, "] %3d %%  %d of %d", percent, done, total));
        } else {
            line.append(done);
        }
        if (rate > 0) {
            line.append("  ").append(rate(rate));
        }
        if (timeLeft != null) {
            line.append("  about ").append(text(timeLeft)).append(" left");
        }
        return line.toString();
    }

    private static String rate(double perSecond) {
        return perSecond >= 10
                ? Math.round(perSecond) + "/s"
                : perSecond * 60 >= 10
                        ? Math.round(perSecond * 60) + "/min"
                        : String.format(Locale.ROOT, "%.1f/h", perSecond * 3600);
    }

    /** A duration to two units, such as {@code 2 h 5 min}. */
    public static String text(Duration duration) {
        if (duration.toDays() > 0) {
            return duration.toDays() + " d " + duration.toHoursPart() + " h";
        }
        if (duration.toHours() > 0) {
            return duration.toHours() + " h " + duration.toMinutesPart() + " min";
        }
        return duration.toMinutes() > 0
                ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s"
                : Math.max(1, duration.toSeconds()) + " s";
    }

    private String styled(String text) {
        return ansi.enabled() && !text.isEmpty() ? ansi.new Text("@|green " + text + "|@").toString() : text;
    }
}
