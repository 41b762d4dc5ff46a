package io.migratingjdbc.internal.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** The form of a setting's value, with its bounds. */
sealed interface Kind {

    Kind TEXT = new Matching("text", Pattern.compile("(?s).*"));
    Kind STORE_ID = new Matching("1 to 12 lower-case letters and digits", Pattern.compile("[a-z0-9]{1,12}"));
    Kind NAME = new Matching("1 to 63 letters, digits, `_`, `.` and `-`", Pattern.compile("[A-Za-z0-9_.-]{1,63}"));
    Kind IDENTIFIER = new Matching("an identifier", Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$]{0,62}"));
    Kind NAMES = new Matching("names, separated by commas", Pattern.compile("\\s*[^,\\s]+\\s*(,\\s*[^,\\s]+\\s*)*"));
    Kind PREDICATE = new Matching("an SQL predicate on one line", Pattern.compile("[^\\r\\n]*\\S[^\\r\\n]*"));
    Kind TABLE = new Matching("a table or schema.table", Pattern.compile("[^.]+(\\.[^.]+)?"));

    boolean allows(String value);

    /** Form and bounds in words, for messages and the documentation. */
    String form();

    record Matching(String form, Pattern pattern) implements Kind {
        @Override
        public boolean allows(String value) {
            return pattern.matcher(value).matches();
        }
    }

    record Whole(int min, int max) implements Kind {
        private static final Pattern DIGITS = Pattern.compile("[0-9]{1,10}");

        @Override
        public boolean allows(String value) {
            return DIGITS.matcher(value).matches() && Long.parseLong(value) >= min && Long.parseLong(value) <= max;
        }

        @Override
        public String form() {
            return "a whole number from " + min + " to " + max;
        }
    }

    record Span(Duration min, Duration max) implements Kind {
        @Override
        public boolean allows(String value) {
            return DurationText.parse(value)
                    .filter(span -> span.compareTo(min) >= 0 && span.compareTo(max) <= 0)
                    .isPresent();
        }

        @Override
        public String form() {
            return "a duration from " + DurationText.of(min) + " to " + DurationText.of(max);
        }
    }

    record OneOf(List<String> values) implements Kind {
        @Override
        public boolean allows(String value) {
            return values.contains(value);
        }

        @Override
        public String form() {
            return "`" + String.join("`, `", values) + "`";
        }
    }
}
