package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.Condition.ColumnsAreEqual;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sorts out the equalities that may be chained: if a = b and b = c are both listed, a = c must hold, too, for all
 * rows that belong together.
 *
 * <p>An equality in WHERE or in an inner join's ON always may. One that only says which rows of a nested query, or of
 * the right side of a LEFT JOIN, belong to a row outside may only once for these inner rows: {@code FROM a CROSS JOIN
 * c LEFT JOIN b ON b.x = a.x AND b.x = c.x} does not make a.x and c.x equal. So the columns that are equal for
 * certain form groups, and each group hangs below at most one other.
 */
final class Equalities {
    private final Links<Place> certain = new Links<>();
    private final Links<Place> all = new Links<>();
    private final List<Hanging> hanging = new ArrayList<>();

    /** A column of one table use. */
    record Place(Scope.Use use, String column) {}

    private record Hanging(Place inner, Place outer, ColumnsAreEqual condition) {}

    void certain(Place left, Place right) {
        certain.join(left, right);
        all.join(left, right);
    }

    void hanging(Place inner, Place outer, ColumnsAreEqual condition) {
        hanging.add(new Hanging(inner, outer, condition));
    }

    /** Those that must not be listed. To be asked when all equalities are known. */
    List<ColumnsAreEqual> misleading() {
        List<ColumnsAreEqual> misleading = new ArrayList<>();
        Map<Place, Place> parents = new HashMap<>();
        for (Hanging equality : hanging) {
            if (all.areJoined(equality.inner(), equality.outer())) {
                continue;
            }
            Place group = certain.root(equality.inner());
            if (parents.putIfAbsent(group, equality.outer()) == null) {
                all.join(equality.inner(), equality.outer());
            } else {
                misleading.add(equality.condition());
            }
        }
        return misleading;
    }

    /** Union-find. */
    private static final class Links<T> {
        private final Map<T, T> parent = new HashMap<>();

        T root(T element) {
            T root = element;
            while (parent.containsKey(root)) {
                root = parent.get(root);
            }
            return root;
        }

        boolean areJoined(T left, T right) {
            return root(left).equals(root(right));
        }

        void join(T left, T right) {
            if (!areJoined(left, right)) {
                parent.put(root(left), root(right));
            }
        }
    }
}
