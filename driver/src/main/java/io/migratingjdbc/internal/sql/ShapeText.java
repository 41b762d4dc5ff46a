package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.Token.Kind;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Writes a statement with {@code ?} for every value. Of the elements of an IN list, an ARRAY or a VALUES list those that look the same
 * are written once, so that their number makes no difference.
 */
final class ShapeText {
    /** Lists deeper than this are written as they are. */
    private static final int DEEPEST_LIST = 20;

    private static final String NO_BLANK_BEFORE = ",)].;";
    private static final String NO_BLANK_AFTER = "([.";

    private final SqlText text;
    private final StringBuilder shape = new StringBuilder();

    private ShapeText(SqlText text) {
        this.text = text;
    }

    /** @throws UnreadableSqlException if a parenthesis is not closed */
    static String of(SqlText text) {
        ShapeText writer = new ShapeText(text);
        writer.write(0, text.size(), 0);
        return writer.shape.toString();
    }

    private void write(int from, int to, int depth) {
        int i = from;
        while (i < to) {
            if (depth < DEEPEST_LIST && opensList(i)) {
                int closing = text.closing(i);
                append(text.token(i).value());
                appendOnce(elements(i + 1, closing, depth + 1));
                append(text.token(closing).value());
                i = closing + 1;
            } else if (depth < DEEPEST_LIST && text.isKeyword(i, "values") && text.isPunctuation(i + 1, "(")) {
                append("values");
                int end = endOfRows(i + 1, to);
                appendOnce(elements(i + 1, end, depth + 1));
                i = end;
            } else {
                token(i);
                i++;
            }
        }
    }

    private boolean opensList(int i) {
        return text.isPunctuation(i, "(") && text.isKeyword(i - 1, "in")
                || text.isPunctuation(i, "[") && text.isKeyword(i - 1, "array");
    }

    /** Behind the last of the rows {@code (...), (...)}. */
    private int endOfRows(int first, int to) {
        int end = text.closing(first) + 1;
        while (end + 1 < to && text.isPunctuation(end, ",") && text.isPunctuation(end + 1, "(")) {
            end = text.closing(end + 1) + 1;
        }
        return end;
    }

    private Set<String> elements(int from, int to, int depth) {
        Set<String> elements = new LinkedHashSet<>();
        int start = from;
        for (int i = from; i <= to; i++) {
            if (i == to || text.isPunctuation(i, ",")) {
                ShapeText element = new ShapeText(text);
                element.write(start, i, depth);
                elements.add(element.shape.toString());
                start = i + 1;
            } else if (text.isOpening(i)) {
                i = text.closing(i);
            }
        }
        return elements;
    }

    private void appendOnce(Set<String> elements) {
        String separator = "";
        for (String element : elements) {
            shape.append(separator);
            append(element);
            separator = ",";
        }
    }

    private void token(int i) {
        Token token = text.token(i);
        switch (token.kind()) {
            case STRING, TYPED_STRING, PARAMETER -> append("?");
            case NUMBER -> {
                if (signed(i)) {
                    shape.setLength(shape.length() - 1);
                    trimEnd();
                }
                append("?");
            }
            case QUOTED_IDENTIFIER, OPERATOR -> append(text.sql().substring(token.start(), token.end()));
            case WORD, PUNCTUATION -> append(token.value());
        }
    }

    /** Whether a sign belongs to the number: nothing stands before it that it could be subtracted from. */
    private boolean signed(int i) {
        boolean sign = i > 0
                && text.token(i - 1).kind() == Kind.OPERATOR
                && text.token(i - 1).value().equals("-")
                && !shape.isEmpty()
                && shape.charAt(shape.length() - 1) == '-';
        if (!sign || i < 2) {
            return sign;
        }
        Token before = text.token(i - 2);
        return switch (before.kind()) {
            case OPERATOR -> true;
            case WORD -> Keywords.isReserved(before.value());
            case PUNCTUATION -> "([,".contains(before.value());
            case QUOTED_IDENTIFIER, STRING, TYPED_STRING, NUMBER, PARAMETER -> false;
        };
    }

    private void trimEnd() {
        while (!shape.isEmpty() && shape.charAt(shape.length() - 1) == ' ') {
            shape.setLength(shape.length() - 1);
        }
    }

    private void append(String part) {
        if (!shape.isEmpty() && !part.isEmpty() && blankBetween(shape.charAt(shape.length() - 1), part)) {
            shape.append(' ');
        }
        shape.append(part);
    }

    private static boolean blankBetween(char last, String part) {
        boolean cast = part.startsWith("::") || last == ':';
        return !cast && NO_BLANK_AFTER.indexOf(last) < 0 && NO_BLANK_BEFORE.indexOf(part.charAt(0)) < 0;
    }
}
