package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.InsertText.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The long lists of IN whose values can be read from the tokens: the parser, which is slow, sees a mark in their place.
 *
 * <p>Each is known by the token of its opening parenthesis. Its elements are rows, of one field where they are no rows.
 */
final class PlainLists {
    /** Shorter ones are left to the parser. */
    private static final int LONG = 9;

    private static final String MARK = ParserText.MARK + "list ";

    private final SqlText text;
    private final Map<Integer, List<List<ValueExpression>>> lists = new HashMap<>();

    PlainLists(SqlText text) {
        this.text = text;
    }

    /** What the parser sees instead of the list's elements; empty if it has to see them. */
    Optional<String> mark(int open, int parameter) {
        List<Span> spans = InsertText.spans(text, open, text.closing(open));
        if (spans.size() < LONG) {
            return Optional.empty();
        }
        List<List<ValueExpression>> rows = new ArrayList<>();
        int next = parameter;
        for (Span span : spans) {
            Optional<List<ValueExpression>> row = row(span, next);
            if (row.isEmpty()) {
                return Optional.empty();
            }
            rows.add(row.get());
            next += text.parameters(span.from(), span.to());
        }
        lists.put(open, rows);
        return Optional.of(MARK + open);
    }

    private Optional<List<ValueExpression>> row(Span span, int parameter) {
        boolean row = text.isPunctuation(span.from(), "(") && text.closing(span.from()) == span.to() - 1;
        List<Span> fields = row ? InsertText.spans(text, span.from(), span.to() - 1) : List.of(span);
        List<ValueExpression> values = new ArrayList<>();
        int next = parameter;
        for (Span field : fields) {
            Optional<ValueExpression> value = PlainValue.of(text, field, next);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.add(value.get());
            next += text.parameters(field.from(), field.to());
        }
        return Optional.of(values);
    }

    /** The rows for which the mark stands; empty if it is no mark. */
    Optional<List<List<ValueExpression>>> rows(String mark) {
        return mark.startsWith(MARK)
                ? Optional.ofNullable(lists.get(Integer.valueOf(mark.substring(MARK.length()))))
                : Optional.empty();
    }
}
