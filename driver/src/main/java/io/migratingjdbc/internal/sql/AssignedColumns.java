package io.migratingjdbc.internal.sql;

import java.util.HashSet;
import java.util.Set;

/** The columns that an UPDATE's SET changes, read from its tokens: none may be missed, as it might be a key. */
final class AssignedColumns {
    private AssignedColumns() {}

    static Set<String> of(SqlText text) {
        Set<String> columns = new HashSet<>();
        int next = text.find(0, Set.of("set")) + 1;
        int end = text.find(next, Set.of("from", "where", "returning"));
        boolean atStart = true;
        for (int i = next; i < end; i++) {
            if (atStart) {
                addAll(text, i, columns);
            }
            atStart = text.isPunctuation(i, ",");
            if (text.isOpening(i)) {
                i = text.closing(i);
            }
        }
        return columns;
    }

    private static void addAll(SqlText text, int start, Set<String> columns) {
        if (!text.isPunctuation(start, "(")) {
            columns.add(text.token(start).value());
            return;
        }
        for (int i = start + 1; i < text.closing(start); i++) {
            if (text.token(i).isName() && !text.isPunctuation(i - 1, ".")) {
                columns.add(text.token(i).value());
            }
        }
    }
}
