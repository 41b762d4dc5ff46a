package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.SqlRewriter.Restricted;
import io.migratingjdbc.internal.sql.SqlRewriter.RowCondition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts conditions to the rows of tables. A table that is read becomes a nested query. Only where a query groups, which may rely on the
 * table's primary key, the condition joins the query's own; so does that of a table that is written.
 */
final class RestrictedText {
    private static final String ROW = "\"migrating.row\"";
    private static final Set<String> QUERY = Set.of("select", "with", "values", "table");
    private static final Set<String> WHERE = Set.of("where");
    /** What may follow the WHERE of a query. */
    private static final Set<String> AFTER_WHERE = Set.of(
            "group", "having", "window", "order", "limit", "offset", "fetch", "for", "union", "intersect", "except");

    private final StatementProfile statement;
    private final SqlText text;
    private final TextEdits edits;
    private final Map<Where, List<String>> further = new LinkedHashMap<>();

    /**
     * Where a query or write has its conditions.
     *
     * @param where the index of WHERE; that of the end if there is none
     * @param end behind the conditions
     */
    private record Where(int where, int end) {}

    RestrictedText(StatementProfile statement) {
        this.statement = statement;
        this.text = SqlText.of(statement.sql());
        this.edits = new TextEdits(text, TextEdits.originals(text));
    }

    Restricted with(Map<Integer, RowCondition> conditions) {
        List<TableUse> nested = new ArrayList<>();
        for (TableUse use : statement.tables()) {
            RowCondition condition = conditions.get(use.index());
            if (condition == null) {
                continue;
            }
            if (statement.target().filter(use::equals).isPresent()) {
                target(use, condition);
            } else if (use.mention().token() >= 0 && !use.nullable() && groups(use)) {
                add(ofQuery(use), use, condition);
            } else {
                nested.add(use);
            }
        }
        String obstacle = nested.isEmpty() ? null : GatherObstacles.in(text, nested, false);
        if (obstacle != null) {
            return new Restricted(null, obstacle);
        }
        nested.forEach(use -> source(use, conditions.get(use.index())));
        further.forEach(this::put);
        return new Restricted(edits.apply().sql(), null);
    }

    private void target(TableUse use, RowCondition condition) {
        if (statement.kind() != StatementKind.INSERT) {
            int end = text.find(0, Set.of("returning"));
            add(new Where(Math.min(text.find(0, WHERE), end), end), use, condition);
        }
    }

    private void add(Where where, TableUse use, RowCondition condition) {
        further.computeIfAbsent(where, none -> new ArrayList<>()).add(condition.of(quoted(use.alias())));
    }

    private void put(Where place, List<String> conditions) {
        String all = String.join(" AND ", conditions);
        if (place.where() < place.end()) {
            edits.insertAfter(place.where(), " (", List.of());
            edits.insertAfter(place.end() - 1, ") AND " + all, List.of());
        } else {
            edits.insertAfter(place.end() - 1, " WHERE " + all, List.of());
        }
    }

    private void source(TableUse use, RowCondition condition) {
        int first = use.mention().token();
        int last = text.lastOfName(first);
        String alias = use.mention().aliased() ? "" : " AS " + quoted(use.alias());
        edits.replace(
                first,
                last + 1,
                "(SELECT * FROM " + text.excerpt(first, last + 1) + " AS " + ROW + " WHERE " + condition.of(ROW) + ")"
                        + alias,
                List.of());
    }

    private boolean groups(TableUse use) {
        int end = endOfQuery(use);
        for (int i = find(use, AFTER_WHERE, end); i < end; i++) {
            if (text.isKeyword(i, "group") && text.isWord(i + 1, "by")) {
                return true;
            }
        }
        return false;
    }

    private Where ofQuery(TableUse use) {
        int end = find(use, AFTER_WHERE, endOfQuery(use));
        return new Where(find(use, WHERE, end), end);
    }

    private int find(TableUse use, Set<String> keywords, int end) {
        for (int i = use.mention().token(); i < end; i++) {
            if (text.isOpening(i)) {
                i = text.closing(i);
            } else if (keywords.contains(text.word(i)) && text.isKeyword(i, text.word(i))) {
                return i;
            }
        }
        return end;
    }

    /** The parenthesis behind the query in whose FROM the table stands, or the end of the text. */
    private int endOfQuery(TableUse use) {
        int depth = 0;
        for (int i = use.mention().token(); i >= 0; i--) {
            if (text.isClosing(i)) {
                depth++;
            } else if (text.isOpening(i) && --depth < 0) {
                if (QUERY.contains(text.word(i + 1))) {
                    return text.closing(i);
                }
                depth = 0;
            }
        }
        return text.size();
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
