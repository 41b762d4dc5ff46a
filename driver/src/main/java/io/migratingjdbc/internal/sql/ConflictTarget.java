package io.migratingjdbc.internal.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What stands behind ON CONFLICT, read from its tokens.
 *
 * <p>A predicate behind the columns is left out: a unique index over the same columns without a predicate is an arbiter all the same.
 *
 * @param columns its columns; an expression is listed as its text in parentheses, so that it equals no column
 * @param constraint null unless ON CONSTRAINT
 * @param end where DO stands
 */
record ConflictTarget(List<String> columns, String constraint, int end) {

    boolean named() {
        return constraint != null || !columns.isEmpty();
    }

    /** @param conflict the index of CONFLICT */
    static ConflictTarget read(SqlText text, int conflict) {
        int next = conflict + 1;
        String constraint = null;
        List<String> columns = List.of();
        if (text.isWord(next, "on") && text.isWord(next + 1, "constraint") && next + 2 < text.size()) {
            constraint = text.token(next + 2).value();
            next += 3;
        } else if (text.isPunctuation(next, "(")) {
            columns = columns(text, next);
            next = text.find(text.closing(next) + 1, Set.of("do"));
        }
        if (!text.isWord(next, "do")) {
            throw new UnreadableSqlException("DO is expected behind ON CONFLICT");
        }
        for (int i = conflict; i < next; i++) {
            if (text.token(i).kind() == Token.Kind.PARAMETER) {
                throw new UnreadableSqlException("ON CONFLICT with a parameter in its target is not supported");
            }
        }
        return new ConflictTarget(columns, constraint, next);
    }

    private static List<String> columns(SqlText text, int open) {
        List<String> columns = new ArrayList<>();
        for (InsertText.Span span : InsertText.spans(text, open, text.closing(open))) {
            boolean column =
                    span.to() - span.from() == 1 && text.token(span.from()).isName();
            boolean expression = text.isOpening(span.from()) || text.isPunctuation(span.from() + 1, "(") && !column;
            if (!column && (!expression || text.closing(firstOpening(text, span)) != span.to() - 1)) {
                // A collation or an operator class: which indexes fit, only the server knows.
                throw new UnreadableSqlException("ON CONFLICT with a collation or an operator class is not supported");
            }
            String name = text.excerpt(span.from(), span.to());
            columns.add(column ? text.token(span.from()).value() : "(" + name + ")");
        }
        return List.copyOf(columns);
    }

    private static int firstOpening(SqlText text, InsertText.Span span) {
        return text.isOpening(span.from()) ? span.from() : span.from() + 1;
    }
}
