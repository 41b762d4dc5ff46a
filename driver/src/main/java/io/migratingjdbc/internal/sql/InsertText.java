package io.migratingjdbc.internal.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Where the parts of an INSERT are in its text, as token indexes.
 *
 * @param afterTable behind the table's name and alias
 * @param columns the column list's parentheses and names; null if the statement has none
 * @param defaultValues whether it is DEFAULT VALUES
 * @param rows the rows of VALUES; empty where the rows come from a query, or with DEFAULT VALUES
 * @param afterRows behind VALUES or DEFAULT VALUES
 */
record InsertText(int afterTable, Columns columns, boolean defaultValues, List<Row> rows, int afterRows) {
    private static final Set<String> QUERY_STARTS = Set.of("select", "with", "values", "table");

    /** @param close the index of the closing parenthesis */
    record Columns(List<String> names, int close) {}

    /** @param values each from the first token to behind the last */
    record Row(int open, int close, List<Span> values) {}

    record Span(int from, int to) {}

    boolean fromQuery() {
        return rows.isEmpty() && !defaultValues;
    }

    /** @throws UnreadableSqlException if the text has another form than INSERT has */
    static InsertText of(SqlText text) {
        int insert = text.find(0, Set.of("insert"));
        if (!text.isWord(insert + 1, "into") || insert + 2 >= text.size()) {
            throw new UnreadableSqlException("INSERT INTO is expected");
        }
        int next = insert + 3;
        while (text.isPunctuation(next, ".")) {
            next += 2;
        }
        if (text.isWord(next, "as")) {
            next += 2;
        }
        int afterTable = next;
        Columns columns = null;
        if (text.isPunctuation(next, "(") && !isQuery(text, next)) {
            columns = columns(text, next);
            next = columns.close() + 1;
        }
        if (text.isWord(next, "overriding")) {
            next += 3;
        }
        if (text.isWord(next, "default") && text.isWord(next + 1, "values")) {
            return new InsertText(afterTable, columns, true, List.of(), next + 2);
        }
        List<Row> rows = text.isWord(next, "values") ? rows(text, next + 1) : List.of();
        int afterRows = rows.isEmpty() ? next : rows.get(rows.size() - 1).close() + 1;
        boolean query = !rows.isEmpty() && !endsRows(text, afterRows);
        return new InsertText(afterTable, columns, false, query ? List.of() : rows, query ? next : afterRows);
    }

    private static boolean isQuery(SqlText text, int open) {
        return QUERY_STARTS.contains(text.word(open + 1)) || text.isPunctuation(open + 1, "(");
    }

    /** VALUES that goes on with ORDER BY, LIMIT or UNION is a query. */
    private static boolean endsRows(SqlText text, int index) {
        return index >= text.size() || text.isWord(index, "on") || text.isWord(index, "returning");
    }

    private static Columns columns(SqlText text, int open) {
        int close = text.closing(open);
        List<String> names = new ArrayList<>();
        for (Span span : spans(text, open, close)) {
            if (span.to() - span.from() != 1 || !text.token(span.from()).isName()) {
                throw new UnreadableSqlException("the column list has something else than names");
            }
            names.add(text.token(span.from()).value());
        }
        return new Columns(List.copyOf(names), close);
    }

    private static List<Row> rows(SqlText text, int from) {
        List<Row> rows = new ArrayList<>();
        int next = from;
        do {
            if (!text.isPunctuation(next, "(")) {
                throw new UnreadableSqlException("a row is expected behind VALUES");
            }
            int close = text.closing(next);
            rows.add(new Row(next, close, spans(text, next, close)));
            next = close + 2;
        } while (text.isPunctuation(next - 1, ","));
        return List.copyOf(rows);
    }

    static List<Span> spans(SqlText text, int open, int close) {
        List<Span> spans = new ArrayList<>();
        int from = open + 1;
        for (int i = open + 1; i <= close; i++) {
            if (i < close && text.isOpening(i)) {
                i = text.closing(i);
            } else if (i == close || text.isPunctuation(i, ",")) {
                if (i == from) {
                    throw new UnreadableSqlException("an empty value in a list");
                }
                spans.add(new Span(from, i));
                from = i + 1;
            }
        }
        return List.copyOf(spans);
    }
}
