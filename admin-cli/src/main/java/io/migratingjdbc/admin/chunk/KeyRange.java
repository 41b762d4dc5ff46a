package io.migratingjdbc.admin.chunk;

import io.migratingjdbc.internal.replicate.Sql;
import io.migratingjdbc.internal.replicate.StoreTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The rows whose primary key is behind one and not behind another, in the order of the store that they are read from. Keys are the texts
 * that their types' output functions give.
 *
 * @param after null for the beginning of the table
 * @param upTo null for the end of the table
 */
public record KeyRange(List<String> after, List<String> upTo) {

    public boolean isWhole() {
        return after == null && upTo == null;
    }

    public static KeyRange whole() {
        return new KeyRange(null, null);
    }

    /** As the WHERE clause of a query of the table, empty for the whole table. */
    public String where(StoreTable table) {
        List<String> conditions = new ArrayList<>();
        if (after != null) {
            conditions.add(key(table) + " > " + row(table, after));
        }
        if (upTo != null) {
            conditions.add(key(table) + " <= " + row(table, upTo));
        }
        return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    }

    private static String key(StoreTable table) {
        return table.key().stream().map(Sql::quote).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String row(StoreTable table, List<String> values) {
        return IntStream.range(0, values.size())
                .mapToObj(i -> Sql.literal(values.get(i)) + "::"
                        + table.type(table.key().get(i)))
                .collect(Collectors.joining(", ", "(", ")"));
    }
}
