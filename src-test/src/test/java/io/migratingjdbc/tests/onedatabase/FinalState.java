package io.migratingjdbc.tests.onedatabase;

import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.tests.harness.Database;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What is in the databases at the end. */
final class FinalState {
    private final Model model;
    private final Pair pair;

    FinalState(Model model, Pair pair) {
        this.model = model;
        this.pair = pair;
    }

    /** The union of the stores is the plain database; immutable rows are in each store that is in use. */
    void compare(Function<String, Mismatch> mismatch) throws SQLException {
        for (Table table : model.all) {
            List<String> expected = rows(pair.plain, table);
            if (model.immutables.contains(table)) {
                for (Role role : inUse()) {
                    same(table + " in " + role, rows(pair.migration.store(role), table), expected, mismatch);
                }
            } else {
                List<String> union = new ArrayList<>(rows(pair.migration.store(Role.INITIAL), table));
                union.addAll(rows(pair.migration.store(Role.TARGET), table));
                same(table.name(), union.stream().sorted().toList(), expected, mismatch);
            }
        }
    }

    private List<Role> inUse() {
        return pair.phase().twoStore()
                ? List.of(Role.INITIAL, Role.TARGET)
                : List.of(pair.phase() == Phase.COMPLETED ? Role.TARGET : Role.INITIAL);
    }

    private static void same(
            String what, List<String> rows, List<String> expected, Function<String, Mismatch> mismatch) {
        if (!rows.equals(expected)) {
            List<String> more = new ArrayList<>(rows);
            expected.forEach(more::remove);
            List<String> less = new ArrayList<>(expected);
            rows.forEach(less::remove);
            throw mismatch.apply("At the end " + what + " has too much: " + more + " and lacks: " + less);
        }
    }

    private static List<String> rows(Database database, Table table) throws SQLException {
        return database.strings("SELECT to_jsonb(t)::text FROM " + table.name() + " t").stream()
                .sorted()
                .toList();
    }
}
