package io.migratingjdbc.tests.onedatabase;

import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.tests.harness.Database;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

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
        List<String> plain = rows(pair.plain);
        List<String> initial = rows(pair.migration.store(Role.INITIAL));
        List<String> target = rows(pair.migration.store(Role.TARGET));
        for (Table table : model.all) {
            List<String> expected = of(table, plain);
            if (model.immutables.contains(table)) {
                for (Role role : inUse()) {
                    List<String> copies = of(table, role == Role.INITIAL ? initial : target);
                    same(table + " in " + role, copies, expected, mismatch);
                }
            } else {
                List<String> union = new ArrayList<>(of(table, initial));
                union.addAll(of(table, target));
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

    /** All rows of all tables, each with its table's name before it. */
    private List<String> rows(Database database) throws SQLException {
        return database
                .strings(model.all.stream()
                        .map(table -> "SELECT '" + table.name() + " ' || to_jsonb(t)::text FROM " + table.name() + " t")
                        .collect(Collectors.joining(" UNION ALL ")))
                .stream()
                .sorted()
                .toList();
    }

    private static List<String> of(Table table, List<String> rows) {
        return rows.stream().filter(row -> row.startsWith(table.name() + " ")).toList();
    }
}
