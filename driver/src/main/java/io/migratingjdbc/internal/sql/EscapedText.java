package io.migratingjdbc.internal.sql;

/** The escapes in {@code E'...'} and {@code U&'...'}. */
final class EscapedText {
    private EscapedText() {}

    /**
     * Decodes what stands behind a backslash in {@code E'...'}.
     *
     * @return how many characters it takes
     */
    static int decode(String sql, int position, StringBuilder value) {
        if (position >= sql.length()) {
            throw new UnreadableSqlException("a quote is not closed");
        }
        char c = sql.charAt(position);
        switch (c) {
            case 'b' -> value.append('\b');
            case 'f' -> value.append('\f');
            case 'n' -> value.append('\n');
            case 'r' -> value.append('\r');
            case 't' -> value.append('\t');
            case 'u' -> value.appendCodePoint(number(sql, position + 1, 4, 4, 16));
            case 'U' -> value.appendCodePoint(number(sql, position + 1, 8, 8, 16));
            case 'x' -> {
                int digits = digits(sql, position + 1, 2, 16);
                if (digits > 0) {
                    value.append(ascii(number(sql, position + 1, digits, digits, 16)));
                    return 1 + digits;
                }
                value.append(c);
            }
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                int digits = digits(sql, position, 3, 8);
                value.append(ascii(number(sql, position, digits, digits, 8)));
                return digits;
            }
            default -> value.append(c);
        }
        return c == 'u' ? 5 : c == 'U' ? 9 : 1;
    }

    /** The text of {@code U&'...'}. */
    static String unicode(String raw, char escape) {
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) != escape) {
                value.append(raw.charAt(i));
            } else if (i + 1 < raw.length() && raw.charAt(i + 1) == escape) {
                value.append(escape);
                i++;
            } else if (i + 1 < raw.length() && raw.charAt(i + 1) == '+') {
                value.appendCodePoint(number(raw, i + 2, 6, 6, 16));
                i += 7;
            } else {
                value.appendCodePoint(number(raw, i + 1, 4, 4, 16));
                i += 4;
            }
        }
        return value.toString();
    }

    /** A byte beyond ASCII is a piece of a character in an encoding that only the server knows. */
    private static char ascii(int value) {
        if (value == 0 || value > 127) {
            throw new UnreadableSqlException("an escaped byte in a string is not supported");
        }
        return (char) value;
    }

    private static int digits(String text, int from, int most, int radix) {
        int digits = 0;
        while (digits < most
                && from + digits < text.length()
                && Character.digit(text.charAt(from + digits), radix) >= 0) {
            digits++;
        }
        return digits;
    }

    private static int number(String text, int from, int least, int most, int radix) {
        int digits = digits(text, from, most, radix);
        int value = digits < least ? -1 : Integer.parseUnsignedInt(text.substring(from, from + digits), radix);
        if (value < 0 || value > Character.MAX_CODE_POINT) {
            throw new UnreadableSqlException("an escape in a string is not well-formed");
        }
        return value;
    }
}
