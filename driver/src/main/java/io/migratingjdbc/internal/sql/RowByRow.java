package io.migratingjdbc.internal.sql;

import java.util.Locale;
import java.util.Set;

/**
 * Whether a part of a query gives one value for each row, which depends on that row alone. Judged by the tokens, not
 * by the tree: nothing that looks like a call can be missed there. What a query inside it does is its own matter: it
 * gives one value in any case.
 */
final class RowByRow {
    private static final Set<String> QUERIES = Set.of("select", "with", "values");

    /** What one statement has one value of, and two stores have two. */
    private static final Set<String> OF_THE_STATEMENT = Set.of(
            "current_timestamp", "current_time", "current_date", "localtimestamp", "localtime", "current_catalog");

    private static final Set<String> FUNCTIONS_OF_THE_STATEMENT = Set.of(
            "now",
            "transaction_timestamp",
            "statement_timestamp",
            "age",
            "pg_backend_pid",
            "current_database",
            "current_setting",
            "version");

    private RowByRow() {}

    /**
     * Equal rows of the two stores must be equal in what they are compared by.
     *
     * @throws UnreadableSqlException if it depends on which store computes it
     */
    static void requireSameInBothStores(SqlText text, Piece piece) {
        for (int i = piece.from(); i < piece.to(); i++) {
            String word = text.token(i).value();
            boolean differs = OF_THE_STATEMENT.contains(text.word(i))
                    || text.token(i).isName()
                            && FUNCTIONS_OF_THE_STATEMENT.contains(word)
                            && text.isPunctuation(i + 1, "(");
            refuseIf(differs, "it groups or orders by " + word + ", which is another in each store");
        }
    }

    /** @throws UnreadableSqlException if it may be otherwise */
    static void check(SqlText text, int from, int to, String where) {
        for (int i = from; i < to; i++) {
            if (isQuery(text, i)) {
                i = text.closing(i);
                continue;
            }
            boolean over = text.isKeyword(i, "over") || text.isWord(afterCall(text, i), "over");
            refuseIf(over, "it has a window function");
            checkCall(text, i, where);
        }
    }

    /** A query in parentheses. */
    static boolean isQuery(SqlText text, int open) {
        return text.isPunctuation(open, "(") && QUERIES.contains(text.word(open + 1));
    }

    /** Behind {@code f(...)}; the index itself where no call begins. */
    private static int afterCall(SqlText text, int i) {
        return text.token(i).isName() && text.isPunctuation(i + 1, "(") ? text.closing(i + 1) + 1 : i;
    }

    private static void checkCall(SqlText text, int i, String where) {
        for (String function : text.functions(i, i + 2)) {
            refuseIf(
                    !ScalarFunctions.contains(function),
                    "the function " + function + " in its " + where + " may be an aggregate or return several rows");
        }
        String word = text.word(i);
        boolean opens = !word.isEmpty() && text.isPunctuation(i + 1, "(") && !Keywords.canBeFunction(word);
        boolean exists = word.equals("exists") && isQuery(text, i + 1);
        refuseIf(
                opens && !exists && !Keywords.isScalarBeforeParenthesis(word),
                "its " + where + " has " + word.toUpperCase(Locale.ROOT));
    }

    private static void refuseIf(boolean refused, String reason) {
        if (refused) {
            throw new UnreadableSqlException(reason);
        }
    }
}
