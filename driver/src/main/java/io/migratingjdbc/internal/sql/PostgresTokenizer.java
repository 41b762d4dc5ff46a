package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.Token.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits PostgreSQL text into tokens by the server's own lexical rules, with {@code ?} and {@code ??} as the
 * PostgreSQL JDBC driver reads them: {@code ??} is the operator {@code ?}, every other {@code ?} is a parameter,
 * {@code ?|} included.
 */
final class PostgresTokenizer {
    private static final String OPERATOR_CHARACTERS = "+-*/<>=~!@#%^&|`";
    /** An operator of several characters ends in + or - only if it holds one of these. */
    private static final String SIGN_KEEPERS = "~!@#%^&|`?";

    private final String sql;
    private final List<Token> tokens = new ArrayList<>();
    private int position;

    private PostgresTokenizer(String sql) {
        this.sql = sql;
    }

    /**
     * @throws UnreadableSqlException if the text is not well-formed, or uses a form whose meaning depends on the
     *     session
     */
    static List<Token> tokenize(String sql) {
        PostgresTokenizer tokenizer = new PostgresTokenizer(sql);
        tokenizer.run();
        return tokenizer.tokens;
    }

    private void run() {
        while (skipBlanksAndComments()) {
            int start = position;
            char c = sql.charAt(position);
            if (c == '\'') {
                add(Kind.STRING, string(false), start);
            } else if (c == '"') {
                add(Kind.QUOTED_IDENTIFIER, quoted('"', false), start);
            } else if (c == '$') {
                dollar(start);
            } else if (isWordStart(c)) {
                wordOrPrefixedString(start);
            } else if (isDigit(c) || c == '.' && isDigit(peek(1))) {
                number(start);
            } else if (c == '?' || OPERATOR_CHARACTERS.indexOf(c) >= 0) {
                parameterOrOperator(start);
            } else if (c == ':') {
                position += peek(1) == ':' || peek(1) == '=' ? 2 : 1;
                add(Kind.PUNCTUATION, sql.substring(start, position), start);
            } else if ("()[]{},;.".indexOf(c) >= 0) {
                position++;
                add(Kind.PUNCTUATION, String.valueOf(c), start);
            } else {
                throw new UnreadableSqlException("unexpected character '" + c + "' at position " + (start + 1));
            }
        }
    }

    private boolean skipBlanksAndComments() {
        while (position < sql.length()) {
            char c = sql.charAt(position);
            if (c == ' ' || c >= '\t' && c <= '\r') {
                position++;
            } else if (c == '-' && peek(1) == '-') {
                while (position < sql.length() && sql.charAt(position) != '\n' && sql.charAt(position) != '\r') {
                    position++;
                }
            } else if (c == '/' && peek(1) == '*') {
                skipBlockComment();
            } else {
                return true;
            }
        }
        return false;
    }

    private void skipBlockComment() {
        int depth = 0;
        do {
            if (position + 1 >= sql.length()) {
                throw new UnreadableSqlException("a comment is not closed");
            }
            char c = sql.charAt(position);
            if (c == '/' && peek(1) == '*') {
                depth++;
                position += 2;
            } else if (c == '*' && peek(1) == '/') {
                depth--;
                position += 2;
            } else {
                position++;
            }
        } while (depth > 0);
    }

    /** Reads from the opening quote to behind the closing one. */
    private String quoted(char quote, boolean backslashEscapes) {
        StringBuilder value = new StringBuilder();
        position++;
        while (true) {
            if (position >= sql.length()) {
                throw new UnreadableSqlException("a quote is not closed");
            }
            char c = sql.charAt(position++);
            if (c == quote) {
                if (peek(0) != quote) {
                    return value.toString();
                }
                position++;
                value.append(quote);
            } else if (c == '\\' && backslashEscapes) {
                escape(value);
            } else {
                value.append(c);
            }
        }
    }

    private void escape(StringBuilder value) {
        position += EscapedText.decode(sql, position, value);
    }

    private void dollar(int start) {
        int tagEnd = position + 1;
        while (tagEnd < sql.length() && isWordPart(sql.charAt(tagEnd)) && sql.charAt(tagEnd) != '$') {
            tagEnd++;
        }
        if (tagEnd >= sql.length() || sql.charAt(tagEnd) != '$' || isDigit(peek(1))) {
            throw new UnreadableSqlException("unexpected character '$' at position " + (start + 1));
        }
        String tag = sql.substring(position, tagEnd + 1);
        int end = sql.indexOf(tag, tagEnd + 1);
        if (end < 0) {
            throw new UnreadableSqlException("the quote " + tag + " is not closed");
        }
        position = end + tag.length();
        add(Kind.STRING, sql.substring(tagEnd + 1, end), start);
    }

    private void wordOrPrefixedString(int start) {
        while (position < sql.length() && isWordPart(sql.charAt(position))) {
            position++;
        }
        String word = fold(sql.substring(start, position));
        if (word.equals("u") && peek(0) == '&' && (peek(1) == '\'' || peek(1) == '"')) {
            unicode(start);
        } else if (peek(0) != '\'' || word.length() > 1 || "ebxn".indexOf(word.charAt(0)) < 0) {
            add(Kind.WORD, word, start);
        } else if (word.equals("e")) {
            add(Kind.STRING, string(true), start);
        } else {
            add(Kind.TYPED_STRING, string(false), start);
        }
    }

    /** A string goes on behind white space with a line break in it. */
    private String string(boolean backslashEscapes) {
        StringBuilder value = new StringBuilder(quoted('\'', backslashEscapes));
        int end = position;
        while (skipBlanksAndComments() && peek(0) == '\'' && holdsLineBreak(end)) {
            value.append(quoted('\'', backslashEscapes));
            end = position;
        }
        position = end;
        return value.toString();
    }

    private boolean holdsLineBreak(int from) {
        return sql.substring(from, position).chars().anyMatch(c -> c == '\n' || c == '\r');
    }

    /** {@code U&'...'} and {@code U&"..."}, with the escape character of a UESCAPE behind it. */
    private void unicode(int start) {
        position++;
        boolean identifier = peek(0) == '"';
        String raw = identifier ? quoted('"', false) : string(false);
        int end = position;
        char escape = '\\';
        if (skipBlanksAndComments() && sql.regionMatches(true, position, "uescape", 0, 7)) {
            position += 7;
            if (!skipBlanksAndComments() || peek(0) != '\'') {
                throw new UnreadableSqlException("UESCAPE has no character");
            }
            String character = quoted('\'', false);
            if (character.length() != 1 || "+'\"0123456789abcdefABCDEF ".contains(character)) {
                throw new UnreadableSqlException("UESCAPE has an invalid character");
            }
            escape = character.charAt(0);
        } else {
            position = end;
        }
        add(identifier ? Kind.QUOTED_IDENTIFIER : Kind.STRING, EscapedText.unicode(raw, escape), start);
    }

    private void number(int start) {
        int radix = peek(0) == '0' ? "xob".indexOf(Character.toLowerCase(peek(1))) : -1;
        if (radix >= 0) {
            position += 2;
            while (Character.digit(peek(0), 16) >= 0 || peek(0) == '_') {
                position++;
            }
        } else {
            decimal();
        }
        if (isWordStart(peek(0))) {
            throw new UnreadableSqlException("a number runs into a word at position " + (position + 1));
        }
        String digits = sql.substring(start, position).replace("_", "");
        add(Kind.NUMBER, radix < 0 ? digits : integer(digits.substring(2), new int[] {16, 8, 2}[radix]), start);
    }

    private static String integer(String digits, int radix) {
        try {
            return new BigInteger(digits, radix).toString();
        } catch (NumberFormatException e) {
            throw new UnreadableSqlException("the number " + digits + " is not well-formed");
        }
    }

    private void decimal() {
        digitsAndUnderscores();
        if (peek(0) == '.' && peek(1) != '.') {
            position++;
            digitsAndUnderscores();
        }
        char c = peek(0);
        if (c == 'e' || c == 'E') {
            position += peek(1) == '+' || peek(1) == '-' ? 2 : 1;
            digitsAndUnderscores();
        }
    }

    private void digitsAndUnderscores() {
        while (isDigit(peek(0)) || peek(0) == '_') {
            position++;
        }
    }

    private void parameterOrOperator(int start) {
        StringBuilder operator = new StringBuilder();
        while (position < sql.length()) {
            char c = sql.charAt(position);
            if (c == '?' && peek(1) == '?') {
                operator.append('?');
                position += 2;
            } else if (OPERATOR_CHARACTERS.indexOf(c) >= 0 && !startsComment()) {
                operator.append(c);
                position++;
            } else {
                break;
            }
        }
        if (operator.isEmpty()) {
            position++;
            add(Kind.PARAMETER, "?", start);
            return;
        }
        while (operator.length() > 1 && endsInSign(operator) && !holdsSignKeeper(operator)) {
            operator.setLength(operator.length() - 1);
            position--;
        }
        add(Kind.OPERATOR, operator.toString(), start);
    }

    private boolean startsComment() {
        return sql.startsWith("--", position) || sql.startsWith("/*", position);
    }

    private static boolean endsInSign(StringBuilder operator) {
        char last = operator.charAt(operator.length() - 1);
        return last == '+' || last == '-';
    }

    private static boolean holdsSignKeeper(StringBuilder operator) {
        return operator.chars().anyMatch(c -> SIGN_KEEPERS.indexOf(c) >= 0);
    }

    private void add(Kind kind, String value, int start) {
        if (kind == Kind.STRING
                && !tokens.isEmpty()
                && tokens.get(tokens.size() - 1).isString()) {
            throw new UnreadableSqlException("a string stands behind a string");
        }
        tokens.add(new Token(kind, value, start, position));
    }

    /** The character that many places ahead, or NUL behind the end. */
    private char peek(int ahead) {
        int index = position + ahead;
        return index < sql.length() ? sql.charAt(index) : '\0';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWordStart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80;
    }

    private static boolean isWordPart(char c) {
        return isWordStart(c) || isDigit(c) || c == '$';
    }

    /** As the server folds in multibyte encodings: ASCII letters only. */
    private static String fold(String word) {
        StringBuilder folded = new StringBuilder(word);
        for (int i = 0; i < folded.length(); i++) {
            char c = folded.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                folded.setCharAt(i, (char) (c + 'a' - 'A'));
            }
        }
        return folded.toString();
    }
}
