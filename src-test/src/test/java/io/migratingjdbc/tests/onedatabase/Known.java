package io.migratingjdbc.tests.onedatabase;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The ids of rows that the workload has met, by key, whether they still exist or not. Sorted by key, so that a draw does not depend on
 * what the ids look like.
 */
final class Known {
    private final Map<String, TreeMap<String, Row>> rows = new HashMap<>();
    private int numbers;

    /** @param id null where the key is all there is */
    record Row(List<Object> key, Object id) {}

    void met(Table table, List<Object> key, Object id) {
        of(table).put(key.toString(), new Row(key, id));
    }

    List<Row> rows(Table table) {
        return List.copyOf(of(table).values());
    }

    /** A number that no row has yet. */
    int nextNumber() {
        return ++numbers;
    }

    int lastNumber() {
        return numbers;
    }

    private TreeMap<String, Row> of(Table table) {
        return rows.computeIfAbsent(table.name(), name -> new TreeMap<>());
    }
}
