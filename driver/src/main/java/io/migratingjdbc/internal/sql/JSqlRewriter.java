package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.InsertText.Row;
import io.migratingjdbc.internal.sql.InsertText.Span;
import io.migratingjdbc.internal.sql.QueryShape.OrderItem;
import io.migratingjdbc.internal.sql.QueryShape.Rows;
import io.migratingjdbc.internal.sql.RewrittenSql.Argument;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Edits the application's own text at token positions, so that casts, hints and comments stay as they are.
 * Thread-safe.
 */
public final class JSqlRewriter implements SqlRewriter {
    private static final Set<String> LIMITS = Set.of("limit", "offset", "fetch");
    private static final Set<String> LIMITS_AND_LOCKS = Set.of("limit", "offset", "fetch", "for");

    @Override
    public RewrittenSql withColumnValues(
            StatementProfile insert, String column, List<Object> ids, List<String> allColumns) {
        SqlText text = SqlText.of(insert.sql());
        InsertText parts = InsertText.of(text);
        TextEdits edits = new TextEdits(text, TextEdits.originals(text));
        if (parts.defaultValues()) {
            requireRows(1, ids);
            if (ids.get(0) != null) {
                List<Argument> supplied = List.of(new Argument.Supplied(ids.get(0)));
                edits.replace(parts.afterRows() - 2, parts.afterRows(), "VALUES (?)", supplied);
                edits.insertAfter(parts.afterTable() - 1, " (" + quoted(column) + ")", List.of());
            }
            return edits.apply();
        }
        requireRows(parts.rows().size(), ids);
        int position = parts.columns() == null
                ? allColumns.indexOf(column)
                : parts.columns().names().indexOf(column);
        if (parts.columns() == null && position < 0) {
            throw new IllegalArgumentException("The table has no column " + column);
        }
        if (position < 0) {
            edits.insertAfter(parts.columns().close() - 1, ", " + quoted(column), List.of());
        }
        for (int i = 0; i < ids.size(); i++) {
            setValue(edits, parts.rows().get(i), position, ids.get(i));
        }
        return edits.apply();
    }

    private static void requireRows(int rows, List<Object> ids) {
        if (rows == 0 || rows != ids.size()) {
            throw new IllegalArgumentException(ids.size() + " ids for " + rows + " rows of VALUES");
        }
    }

    /** @param position the value's place in the row, negative to append it */
    private static void setValue(TextEdits edits, Row row, int position, Object id) {
        int size = row.values().size();
        List<Argument> supplied = id == null ? List.of() : List.of(new Argument.Supplied(id));
        String value = id == null ? "DEFAULT" : "?";
        if (position >= 0 && position < size) {
            if (id != null) {
                Span old = row.values().get(position);
                edits.replace(old.from(), old.to(), value, supplied);
            }
        } else {
            // Without a column list, the columns between the row's last value and this one keep their defaults.
            String defaults = ", DEFAULT".repeat(position < 0 ? 0 : position - size);
            edits.insertAfter(row.close() - 1, defaults + ", " + value, supplied);
        }
    }

    @Override
    public RewrittenSql withoutRows(RewrittenSql insert, Set<Integer> rows) {
        SqlText text = SqlText.of(insert.sql());
        List<Row> all = InsertText.of(text).rows();
        TextEdits edits = new TextEdits(text, insert.arguments());
        int kept = -1;
        for (int i = 0; i < all.size(); i++) {
            if (!rows.contains(i)) {
                kept = i;
            } else if (kept >= 0) {
                edits.replace(all.get(i).open() - 1, all.get(i).close() + 1, "", List.of());
            } else if (i + 1 < all.size()) {
                edits.replace(all.get(i).open(), all.get(i + 1).open(), "", List.of());
            }
        }
        if (kept < 0) {
            throw new IllegalArgumentException("No row of VALUES would remain");
        }
        return edits.apply();
    }

    @Override
    public RewrittenSql withKeys(StatementProfile query) {
        SqlText text = SqlText.of(query.sql());
        TextEdits edits = new TextEdits(text, TextEdits.originals(text));
        addKeys(query, text, edits);
        return edits.apply();
    }

    @Override
    public RewrittenSql withKeysAndLimit(StatementProfile query, Long limit) {
        SqlText text = SqlText.of(query.sql());
        TextEdits edits = new TextEdits(text, TextEdits.originals(text));
        addKeys(query, text, edits);
        int end = text.find(0, LIMITS_AND_LOCKS);
        if (limit != null) {
            edits.insertAfter(end - 1, " LIMIT " + limit, List.of());
        }
        for (int clause = end; clause < text.size(); ) {
            int next = text.find(clause + 1, LIMITS_AND_LOCKS);
            if (LIMITS.contains(text.word(clause))) {
                edits.replace(clause, next, "", List.of());
            }
            clause = next;
        }
        return edits.applyWithoutEnd();
    }

    private static void addKeys(StatementProfile query, SqlText text, TextEdits edits) {
        Rows rows = query.query().rows().orElseThrow();
        if (rows.keys() == 0) {
            return;
        }
        QueryText parts = QueryText.of(text);
        SqlComposer keys = new SqlComposer(text);
        for (int i = 0; i < parts.order().size(); i++) {
            if (rows.orderBy().get(i).isKey()) {
                keys.add(", (").add(parts.order().get(i).expression()).add(") AS \"migrating.key." + i + "\"");
            }
        }
        RewrittenSql columns = keys.compose();
        edits.insertAfter(parts.sources().from() - 1, columns.sql(), columns.arguments());
    }

    @Override
    public RewrittenSql ofParts(StatementProfile query, RewrittenSql source, int columns, List<String> labels) {
        SqlText text = SqlText.of(query.sql());
        Rows rows = query.query().rows().orElseThrow();
        QueryText parts = QueryText.of(text);
        SqlComposer tail = new SqlComposer(text);
        int key = labels.size();
        for (int i = 0; i < parts.order().size(); i++) {
            OrderItem item = rows.orderBy().get(i);
            int column = item.isKey() ? ++key : item.position() > 0 ? item.position() : labelled(item, labels);
            tail.add(i == 0 ? " ORDER BY " : ", ")
                    .add(CombinedSql.column(column))
                    .add(" ")
                    .add(parts.order().get(i).direction());
        }
        tail.add(" ").add(new Piece(parts.end(), text.size()));
        return CombinedSql.ofRows(rows.distinct(), source, columns, labels, tail.compose());
    }

    @Override
    public RewrittenSql ofParts(Combination combination, RewrittenSql source, List<String> types, List<String> labels) {
        return CombinedSql.of(combination, source, types, labels);
    }

    private static int labelled(OrderItem item, List<String> labels) {
        return labels.indexOf(quoted(item.label())) + 1;
    }

    @Override
    public RewrittenSql withSources(StatementProfile query, Map<Integer, RewrittenSql> sources) {
        SqlText text = SqlText.of(query.sql());
        TextEdits edits = new TextEdits(text, TextEdits.originals(text));
        sources.forEach((index, source) -> {
            TableUse use = query.tables().get(index);
            int first = use.mention().token();
            String alias = use.mention().aliased() ? "" : " AS " + quoted(use.alias());
            edits.replace(first, text.lastOfName(first) + 1, "(" + source.sql() + ")" + alias, source.arguments());
        });
        return edits.apply();
    }

    @Override
    public Restricted restricted(StatementProfile statement, Map<Integer, RowCondition> conditions) {
        return new RestrictedText(statement).with(conditions);
    }

    @Override
    public RewrittenSql whereUnchanged(StatementProfile update, List<SetColumn> columns) {
        SqlText text = SqlText.of(update.sql());
        TextEdits edits = new TextEdits(text, TextEdits.originals(text));
        edits.insertAfter(text.find(0, Set.of("where")), " (", List.of());
        StringBuilder unchanged = new StringBuilder(")");
        for (SetColumn set : columns) {
            // The cast is the assignment's own: a value of another type becomes the column's before it is compared.
            unchanged
                    .append(" AND ")
                    .append(quoted(set.column()))
                    .append(" IS NOT DISTINCT FROM CAST(? AS ")
                    .append(set.type())
                    .append(")");
        }
        edits.insertAfter(
                text.size() - 1,
                unchanged.toString(),
                columns.stream().map(SetColumn::value).toList());
        return edits.apply();
    }

    @Override
    public RewrittenSql withReturning(StatementProfile write, List<String> columns) {
        SqlText text = SqlText.of(write.sql());
        TextEdits edits = new TextEdits(text, TextEdits.originals(text));
        String list =
                String.join(", ", columns.stream().map(JSqlRewriter::quoted).toList());
        edits.insertAfter(text.size() - 1, " RETURNING " + list, List.of());
        return edits.apply();
    }

    @Override
    public RewrittenSql withFound(
            StatementProfile write,
            NestedQuery query,
            List<String> names,
            List<String> types,
            List<List<Object>> rows) {
        SqlText text = SqlText.of(write.sql());
        TextEdits edits = new TextEdits(text, TextEdits.originals(text));
        List<Argument> supplied = new ArrayList<>();
        rows.forEach(row -> row.forEach(value -> supplied.add(new Argument.Supplied(value))));
        String found = query.column() == null ? table(names, types, rows.size()) : list(rows.size());
        edits.replace(query.from(), query.to(), found, supplied);
        return edits.apply();
    }

    private static String list(int rows) {
        return rows == 0 ? "NULL" : String.join(", ", Collections.nCopies(rows, "?"));
    }

    private static String table(List<String> names, List<String> types, int rows) {
        String columns = names.stream().map(JSqlRewriter::quoted).collect(Collectors.joining(", "));
        String value = rows == 0 ? "NULL" : "?";
        String row = types.stream()
                .map(type -> "CAST(" + value + " AS " + type + ")")
                .collect(Collectors.joining(", "));
        String values = String.join(", ", Collections.nCopies(Math.max(rows, 1), "(" + row + ")"));
        return "SELECT * FROM (VALUES " + values + ") AS found (" + columns + ")" + (rows == 0 ? " WHERE false" : "");
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
