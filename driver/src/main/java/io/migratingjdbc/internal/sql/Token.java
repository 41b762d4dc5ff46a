package io.migratingjdbc.internal.sql;

/**
 * A piece of statement text; white space and comments are between tokens.
 *
 * @param value what it means: the folded identifier, the decoded string, otherwise the text itself
 * @param start where it begins in the text
 * @param end behind its last character
 */
record Token(Kind kind, String value, int start, int end) {

    enum Kind {
        /** An unquoted identifier or keyword, folded. */
        WORD,
        QUOTED_IDENTIFIER,
        STRING,
        /** {@code B'...'}, {@code X'...'} and {@code N'...'}: of a type of its own. */
        TYPED_STRING,
        NUMBER,
        /** A {@code ?} that JDBC binds. */
        PARAMETER,
        OPERATOR,
        /** One of {@code ( ) [ ] , ; . :} and braces. */
        PUNCTUATION
    }

    boolean isWord(String word) {
        return kind == Kind.WORD && value.equals(word);
    }

    boolean isPunctuation(String text) {
        return kind == Kind.PUNCTUATION && value.equals(text);
    }

    /** Whether it may name something; a keyword may, too. */
    boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED_IDENTIFIER;
    }

    boolean isString() {
        return kind == Kind.STRING || kind == Kind.TYPED_STRING;
    }
}
