package io.migratingjdbc.admin.pace;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The most that all workers of a command may move together.
 *
 * @param bytesPerSecond meaningful for {@link Kind#FIXED} alone
 */
public record MaxRate(Kind kind, long bytesPerSecond) {
    /** As fast as the application in the same databases does not feel. */
    public static final MaxRate AUTO = new MaxRate(Kind.AUTO, 0);

    public static final MaxRate UNLIMITED = new MaxRate(Kind.UNLIMITED, 0);

    private static final Pattern TEXT = Pattern.compile("(\\d{1,12})\\s*(B|KB|MB|GB)(/S)?");
    private static final Map<String, Long> UNITS =
            Map.of("B", 1L, "KB", 1_000L, "MB", 1_000_000L, "GB", 1_000_000_000L);

    /** How the rate is found. */
    public enum Kind {
        AUTO,
        UNLIMITED,
        FIXED
    }

    /** @throws IllegalArgumentException with a message for the operator */
    public static MaxRate parse(String text) {
        String upper = text.strip().toUpperCase(Locale.ROOT);
        if (upper.equals(Kind.AUTO.name())) {
            return AUTO;
        }
        if (upper.equals(Kind.UNLIMITED.name())) {
            return UNLIMITED;
        }
        Matcher matcher = TEXT.matcher(upper);
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a rate: write a number with its unit, such as 20MB"
                            + " (per second), or auto, or unlimited");
        }
        return new MaxRate(
                Kind.FIXED, Math.multiplyExact(Long.parseLong(matcher.group(1)), UNITS.get(matcher.group(2))));
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return kind == Kind.FIXED ? bytesPerSecond + "B/s" : kind.name().toLowerCase(Locale.ROOT);
    }
}
