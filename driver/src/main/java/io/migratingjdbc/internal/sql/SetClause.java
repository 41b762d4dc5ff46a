package io.migratingjdbc.internal.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The items of a SET, read from its tokens: no column may be missed, as it might be a key.
 *
 * @param end behind the last item
 */
record SetClause(List<Item> items, int end) {
    private static final Set<String> BEHIND = Set.of("from", "where", "returning");

    /**
     * @param columns the columns that are set, one or those of {@code (a, b) = ...}
     * @param part whether only an element or a field of the column is set: {@code a[1] = ...}, {@code a.b = ...}
     */
    record Item(List<String> columns, boolean part, int from, int to) {}

    /** @param set the index of SET */
    static SetClause read(SqlText text, int set) {
        List<Item> items = new ArrayList<>();
        int next = set + 1;
        do {
            Item item = item(text, next);
            items.add(item);
            next = item.to() + 1;
        } while (text.isPunctuation(next - 1, ","));
        return new SetClause(List.copyOf(items), next - 1);
    }

    Set<String> columns() {
        Set<String> columns = new HashSet<>();
        items.forEach(item -> columns.addAll(item.columns()));
        return columns;
    }

    private static Item item(SqlText text, int start) {
        List<String> columns = new ArrayList<>();
        boolean part = false;
        int next = start;
        if (text.isPunctuation(start, "(")) {
            for (int i = start + 1; i < text.closing(start); i++) {
                boolean field = text.isPunctuation(i - 1, ".");
                if (text.isPunctuation(i, "[")) {
                    i = text.closing(i);
                    part = true;
                } else if (text.token(i).isName() && !field) {
                    columns.add(text.token(i).value());
                }
                part |= field;
            }
            next = text.closing(start) + 1;
        } else {
            if (start >= text.size() || !text.token(start).isName()) {
                throw new UnreadableSqlException("a column is expected in SET");
            }
            columns.add(text.token(start).value());
            next++;
            while (text.isPunctuation(next, "[") || text.isPunctuation(next, ".")) {
                next = text.isPunctuation(next, "[") ? text.closing(next) + 1 : next + 2;
                part = true;
            }
        }
        if (next >= text.size() || !text.token(next).value().equals("=")) {
            throw new UnreadableSqlException("= is expected in SET");
        }
        return new Item(List.copyOf(columns), part, next + 1, end(text, next + 1));
    }

    private static int end(SqlText text, int from) {
        int i = from;
        while (i < text.size() && !text.isPunctuation(i, ",") && !text.isClosing(i) && !isBehind(text, i)) {
            i = text.isOpening(i) ? text.closing(i) + 1 : i + 1;
        }
        if (i == from) {
            throw new UnreadableSqlException("a value is expected in SET");
        }
        return i;
    }

    private static boolean isBehind(SqlText text, int i) {
        return BEHIND.contains(text.word(i)) && text.isKeyword(i, text.word(i)) && !text.isDistinctFrom(i);
    }
}
