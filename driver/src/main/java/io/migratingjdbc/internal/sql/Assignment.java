package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.InsertText.Span;
import io.migratingjdbc.internal.sql.SetClause.Item;
import java.util.ArrayList;
import java.util.List;

/**
 * One column of a SET and the tokens of its value.
 *
 * @param whole whether these are its whole new value, and only its
 */
record Assignment(String column, boolean whole, int from, int to) {

    static List<Assignment> of(SqlText text, Item item) {
        List<String> columns = item.columns();
        List<Span> fields = item.part() || columns.size() == 1 ? List.of() : fields(text, item);
        List<Assignment> assignments = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            if (fields.size() == columns.size()) {
                assignments.add(new Assignment(
                        columns.get(i),
                        true,
                        fields.get(i).from(),
                        fields.get(i).to()));
            } else {
                // Of "(a, b) = (SELECT ...)" the first one gets the tokens, so that none is lost.
                boolean whole = columns.size() == 1 && !item.part();
                assignments.add(new Assignment(columns.get(i), whole, i == 0 ? item.from() : item.to(), item.to()));
            }
        }
        return assignments;
    }

    /** The fields of {@code (x, y)} or {@code ROW (x, y)}. */
    private static List<Span> fields(SqlText text, Item item) {
        int open = text.isWord(item.from(), "row") ? item.from() + 1 : item.from();
        boolean list = text.isPunctuation(open, "(") && text.closing(open) == item.to() - 1;
        return !list || text.isWord(open + 1, "select") || text.isWord(open + 1, "with")
                ? List.of()
                : InsertText.spans(text, open, item.to() - 1);
    }
}
