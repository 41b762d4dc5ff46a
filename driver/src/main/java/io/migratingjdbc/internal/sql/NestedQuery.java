package io.migratingjdbc.internal.sql;

import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The one query inside an UPDATE or DELETE that says which rows it is about: {@code id IN (SELECT ...)}, {@code id = (SELECT ...)}, or a
 * common table expression. Work queues are polled so.
 *
 * @param from the query's first token, behind the parenthesis
 * @param to behind its last token
 * @param column the column that is compared with it; null for a common table expression
 * @param single whether it must not give more than one row
 * @param sql the query alone
 * @param parametersBefore how many parameters stand before it
 */
public record NestedQuery(int from, int to, String column, boolean single, String sql, int parametersBefore) {

    /** Empty if the statement has no query, several ones, or one at another place. */
    public static Optional<NestedQuery> of(StatementProfile write) {
        SqlText text = SqlText.of(write.sql());
        int[] selects = IntStream.range(0, text.size())
                .filter(i -> text.isKeyword(i, "select"))
                .toArray();
        if (selects.length != 1 || !text.isPunctuation(selects[0] - 1, "(")) {
            return Optional.empty();
        }
        int open = selects[0] - 1;
        if (text.isWord(0, "with")) {
            boolean first = text.token(1).isName() && text.isWord(2, "as") && open == 3;
            return first ? Optional.of(query(text, open, null, false)) : Optional.empty();
        }
        return compared(text, open);
    }

    /** A conjunct of WHERE: {@code column IN (} or {@code column = (}. */
    private static Optional<NestedQuery> compared(SqlText text, int open) {
        int where = text.find(0, Set.of("where"));
        boolean in = text.isWord(open - 1, "in");
        boolean equal = open > 0 && text.token(open - 1).value().equals("=");
        int last = open - 2;
        if (last <= where || !in && !equal || !text.token(last).isName() || text.isWord(last, "not")) {
            return Optional.empty();
        }
        int close = text.closing(open);
        boolean ends = close + 1 == text.size() || text.isWord(close + 1, "and") || text.isWord(close + 1, "returning");
        return ends && isConjunct(text, where, text.firstOfName(last))
                ? Optional.of(query(text, open, text.token(last).value(), equal))
                : Optional.empty();
    }

    /** Whether a conjunct of WHERE begins at the token. The AND of a BETWEEN is not one between conjuncts. */
    private static boolean isConjunct(SqlText text, int where, int token) {
        boolean begins = true;
        boolean between = false;
        boolean found = false;
        int end = text.find(where, Set.of("returning"));
        for (int i = where + 1; i < end; i = text.isOpening(i) ? text.closing(i) + 1 : i + 1) {
            if (text.isKeyword(i, "or") || text.isKeyword(i, "case")) {
                return false;
            }
            found |= i == token && begins;
            begins = text.isWord(i, "and") && !between;
            between = text.isWord(i, "between") || between && !text.isWord(i, "and");
        }
        return found;
    }

    private static NestedQuery query(SqlText text, int open, String column, boolean single) {
        int close = text.closing(open);
        return new NestedQuery(
                open + 1, close, column, single, text.excerpt(open + 1, close), text.parameters(0, open));
    }

    boolean holds(int token) {
        return token >= from && token < to;
    }

    /** Whether the table is named inside it. */
    public boolean holds(TableUse use) {
        return holds(use.mention().token());
    }
}
