package io.migratingjdbc.internal.sql;

import java.util.Set;

/** Where in an expression something stands for a value, not for a part of the grammar. */
final class Operands {
    private static final Set<String> OPERATORS = Set.of("between", "escape", "zone");

    private Operands() {}

    /** Whether a value may end at the index, so that an operator has to follow. */
    static boolean mayEndAt(SqlText text, int index) {
        if (index < 0) {
            return false;
        }
        Token token = text.token(index);
        boolean name =
                token.isName() && !Keywords.isReserved(text.word(index)) && !OPERATORS.contains(text.word(index));
        return name
                || token.isString()
                || token.kind() == Token.Kind.NUMBER
                || token.kind() == Token.Kind.PARAMETER
                || text.isClosing(index)
                || token.isWord("end");
    }

    /**
     * Whether the piece is an operand of the expression that it is in. {@code n + 1} is none of {@code 2 * n + 1}, nor is
     * {@code at} one of {@code x AT TIME ZONE 'UTC'}.
     */
    static boolean is(SqlText text, Piece piece, Piece expression) {
        if (piece.equals(expression)) {
            return true;
        }
        boolean begins = piece.from() == expression.from() || opens(text, piece.from() - 1);
        boolean ends = piece.to() == expression.to() || closes(text, piece.to());
        boolean value =
                piece.to() - piece.from() > 1 || text.token(piece.from()).isName();
        return value && (begins && ends || isBoundTightly(text, piece) && isFree(text, piece, expression));
    }

    private static boolean opens(SqlText text, int index) {
        return text.isOpening(index) || text.isPunctuation(index, ",");
    }

    private static boolean closes(SqlText text, int index) {
        return text.isClosing(index) || text.isPunctuation(index, ",");
    }

    /** A column, a call or something in parentheses. */
    private static boolean isBoundTightly(SqlText text, Piece piece) {
        int last = piece.to() - 1;
        if (text.isPunctuation(piece.from(), "(")) {
            return text.closing(piece.from()) == last;
        }
        if (!text.token(piece.from()).isName()) {
            return false;
        }
        int name = text.lastOfName(piece.from());
        return name == last || text.isPunctuation(name + 1, "(") && text.closing(name + 1) == last;
    }

    /** Neither part of a longer name or a call, nor a type, nor a keyword behind a value. */
    private static boolean isFree(SqlText text, Piece piece, Piece expression) {
        int before = piece.from() == expression.from() ? -1 : piece.from() - 1;
        int behind = piece.to();
        boolean named = text.isPunctuation(before, ".")
                || text.isPunctuation(behind, ".")
                || text.isPunctuation(behind, "(")
                || behind < text.size() && text.token(behind).isString();
        boolean type = before >= 0 && text.token(before).value().equals("::") || text.isWord(before, "as");
        boolean calls = text.isPunctuation(piece.from(), "(")
                && before >= 0
                && text.token(before).isName()
                && !Keywords.isReserved(text.word(before));
        return !named && !type && !calls && !mayEndAt(text, before);
    }
}
