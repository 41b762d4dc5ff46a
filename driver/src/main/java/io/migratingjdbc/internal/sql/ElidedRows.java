package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.InsertText.Row;
import io.migratingjdbc.internal.sql.InsertText.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rows of VALUES behind the first one, where all their values can be read from the tokens: the parser, which is slow, need not
 * see them.
 *
 * @param values the values of these rows
 * @param spans where they are in the text; empty if the parser has to see all rows
 */
record ElidedRows(List<List<ValueExpression>> values, List<Span> spans) {
    private static final ElidedRows NONE = new ElidedRows(List.of(), List.of());

    static ElidedRows of(SqlText text) {
        if (text.find(0, Set.of("insert")) == text.size()) {
            return NONE;
        }
        List<Row> rows = InsertText.of(text).rows();
        if (rows.size() < 2) {
            return NONE;
        }
        int from = rows.get(0).close() + 1;
        int parameter = text.parameters(0, from);
        List<List<ValueExpression>> values = new ArrayList<>();
        for (Row row : rows.subList(1, rows.size())) {
            List<ValueExpression> cells = new ArrayList<>();
            for (Span span : row.values()) {
                Optional<ValueExpression> value = PlainValue.of(text, span, parameter + 1);
                if (value.isEmpty()) {
                    return NONE;
                }
                cells.add(value.get());
                parameter += text.parameters(span.from(), span.to());
            }
            values.add(cells);
        }
        return new ElidedRows(
                values, List.of(new Span(from, rows.get(rows.size() - 1).close() + 1)));
    }
}
