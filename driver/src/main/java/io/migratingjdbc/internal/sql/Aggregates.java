package io.migratingjdbc.internal.sql;

import java.util.Optional;
import java.util.Set;

/** Finds calls of the aggregates that can be computed from parts. */
final class Aggregates {
    private static final Set<String> NAMES =
            Set.of("count", "sum", "avg", "min", "max", "bool_and", "bool_or", "every", "bit_and", "bit_or", "bit_xor");

    /**
     * @param arguments inside the parentheses, without DISTINCT
     * @param filter the condition behind FILTER, with its parentheses; null if there is none
     * @param whole from the name to behind the last parenthesis
     */
    record Call(String name, boolean distinct, Piece arguments, Piece filter, Piece whole) {}

    private Aggregates() {}

    /** Whether such a call is in the piece; those of a query inside it are its own. */
    static boolean in(SqlText text, Piece piece) {
        for (int i = piece.from(); i < piece.to(); i++) {
            if (RowByRow.isQuery(text, i)) {
                i = text.closing(i);
            } else if (at(text, i).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** @throws UnreadableSqlException if it is used as a window function, or in another form that has no parts */
    static Optional<Call> at(SqlText text, int index) {
        boolean named = NAMES.contains(text.word(index)) && text.isPunctuation(index + 1, "(");
        if (!named || text.isPunctuation(index - 1, ".")) {
            return Optional.empty();
        }
        int close = text.closing(index + 1);
        boolean distinct = text.isWord(index + 2, "distinct");
        Piece arguments = new Piece(index + (distinct || text.isWord(index + 2, "all") ? 3 : 2), close);
        int end = close + 1;
        Piece filter = null;
        if (text.isWord(end, "filter") && text.isPunctuation(end + 1, "(")) {
            filter = new Piece(end + 1, text.closing(end + 1) + 1);
            end = filter.to();
        }
        if (text.isWord(end, "over") || text.isWord(end, "within")) {
            throw new UnreadableSqlException("it has a window function");
        }
        if (distinct && filter != null) {
            throw new UnreadableSqlException("it has an aggregate with DISTINCT and FILTER");
        }
        for (int i = arguments.from(); i < arguments.to(); i++) {
            if (text.isKeyword(i, "order") || RowByRow.isQuery(text, i)) {
                throw new UnreadableSqlException("it has an aggregate with ORDER BY or a query inside");
            }
        }
        return Optional.of(new Call(text.word(index), distinct, arguments, filter, new Piece(index, end)));
    }
}
