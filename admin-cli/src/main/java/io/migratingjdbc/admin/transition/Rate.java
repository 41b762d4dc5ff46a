package io.migratingjdbc.admin.transition;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Estimates, from how fast something has become less, when nothing of it will be left. */
final class Rate {
    private final LongSupplier nanoTime;
    private final Map<String, Start> starts = new HashMap<>();

    private record Start(long nanos, long remaining) {}

    Rate(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** A text such as {@code , about 12 s left}; empty while there is nothing to go by. */
    synchronized String left(String what, long remaining) {
        long now = nanoTime.getAsLong();
        Start start = starts.putIfAbsent(what, new Start(now, remaining));
        if (start == null || remaining >= start.remaining() || remaining == 0) {
            return "";
        }
        double perNano = (start.remaining() - remaining) / (double) Math.max(1, now - start.nanos());
        return ", about " + text(Duration.ofNanos((long) (remaining / perNano))) + " left";
    }

    private static String text(Duration duration) {
        if (duration.toHours() > 0) {
            return duration.toHours() + " h " + duration.toMinutesPart() + " min";
        }
        return duration.toMinutes() > 0
                ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s"
                : Math.max(1, duration.toSeconds()) + " s";
    }
}
