package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.Token.Kind;
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
                add(Kind.STRING, quoted('\'', false), start);
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
        char c = peek(0);
        position++;
        switch (c) {
            case 'b' -> value.append('\b');
            case 'f' -> value.append('\f');
            case 'n' -> value.append('\n');
            case 'r' -> value.append('\r');
            case 't' -> value.append('\t');
            case '\\', '\'', '"', '/' -> value.append(c);
            default -> throw new UnreadableSqlException("the escape \\" + c + " in a string is not supported");
        }
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
            throw new UnreadableSqlException("Unicode escapes (U&) are not supported");
        }
        if (peek(0) != '\'' || word.length() > 1 || "ebxn".indexOf(word.charAt(0)) < 0) {
            add(Kind.WORD, word, start);
        } else if (word.equals("e")) {
            add(Kind.STRING, quoted('\'', true), start);
        } else if (word.equals("n")) {
            throw new UnreadableSqlException("national character strings (N'...') are not supported");
        } else {
            add(Kind.BIT_STRING, quoted('\'', false), start);
        }
    }

    private void number(int start) {
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
        if (isWordStart(peek(0))) {
            throw new UnreadableSqlException("a number runs into a word at position " + (position + 1));
        }
        add(Kind.NUMBER, sql.substring(start, position), start);
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
            throw new UnreadableSqlException("strings that continue on the next line are not supported");
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
