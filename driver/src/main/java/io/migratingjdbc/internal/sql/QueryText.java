package io.migratingjdbc.internal.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Where the clauses of a plain SELECT are in its text, without the keywords that begin them. A clause that is absent is empty.
 *
 * @param items the select list
 * @param sources FROM and WHERE, FROM included
 * @param end where LIMIT, OFFSET, FETCH or a locking clause begins, or the end of the text
 */
record QueryText(
        SqlText text,
        boolean distinct,
        List<Piece> items,
        Piece sources,
        List<Piece> groups,
        Piece having,
        List<Order> order,
        int end) {
    private static final Set<String> BEHIND_LIST =
            Set.of("from", "where", "group", "having", "window", "order", "limit", "offset", "fetch", "for");
    private static final Set<String> BEHIND_SOURCES =
            Set.of("group", "having", "window", "order", "limit", "offset", "fetch", "for");
    private static final Set<String> BEHIND_GROUPS =
            Set.of("having", "window", "order", "limit", "offset", "fetch", "for");
    private static final Set<String> BEHIND_HAVING = Set.of("window", "order", "limit", "offset", "fetch", "for");
    private static final Set<String> BEHIND_WINDOW = Set.of("order", "limit", "offset", "fetch", "for");
    private static final Set<String> BEHIND_ORDER = Set.of("limit", "offset", "fetch", "for");

    /**
     * An item of ORDER BY.
     *
     * @param direction what follows the expression
     */
    record Order(Piece expression, Piece direction) {}

    /** @throws UnreadableSqlException if it has a form that is not expected here */
    static QueryText of(SqlText text) {
        require(text.isWord(0, "select"));
        boolean distinct = text.isWord(1, "distinct");
        require(!distinct || !text.isWord(2, "on"));
        int list = distinct || text.isWord(1, "all") ? 2 : 1;
        int from = text.find(list, BEHIND_LIST);
        int group = text.find(from, BEHIND_SOURCES);
        int having = text.find(group, BEHIND_GROUPS);
        int window = text.find(having, BEHIND_HAVING);
        int order = text.find(window, BEHIND_WINDOW);
        int end = text.find(order, BEHIND_ORDER);
        require(window == order);
        return new QueryText(
                text,
                distinct,
                split(text, new Piece(list, from)),
                new Piece(from, group),
                split(text, clause(group, having, 2)),
                clause(having, window, 1),
                split(text, clause(order, end, 2)).stream()
                        .map(item -> order(text, item))
                        .toList(),
                end);
    }

    private static Piece clause(int keyword, int end, int keywords) {
        return keyword == end ? new Piece(end, end) : new Piece(keyword + keywords, end);
    }

    private static Order order(SqlText text, Piece item) {
        int end = item.to();
        if (text.isWord(end - 2, "nulls") && (text.isWord(end - 1, "first") || text.isWord(end - 1, "last"))) {
            end -= 2;
        }
        if (text.isKeyword(end - 1, "asc") || text.isKeyword(end - 1, "desc")) {
            end--;
        }
        for (int i = item.from(); i < end; i++) {
            require(!text.isKeyword(i, "using"));
        }
        return new Order(new Piece(item.from(), end), new Piece(end, item.to()));
    }

    /** At the commas outside parentheses. */
    private static List<Piece> split(SqlText text, Piece list) {
        List<Piece> pieces = new ArrayList<>();
        int from = list.from();
        for (int i = list.from(); i < list.to(); i++) {
            if (text.isOpening(i)) {
                i = text.closing(i);
            } else if (text.isPunctuation(i, ",")) {
                pieces.add(new Piece(from, i));
                from = i + 1;
            }
        }
        if (from < list.to()) {
            pieces.add(new Piece(from, list.to()));
        }
        return pieces;
    }

    private static void require(boolean expected) {
        if (!expected) {
            throw new UnreadableSqlException("the query has another form than a plain SELECT");
        }
    }
}
