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
        List<String> plain = rows(pair.plain, false);
        List<String> initial = rows(pair.migration.store(Role.INITIAL), true);
        List<String> target = rows(pair.migration.store(Role.TARGET), true);
        for (Table table : model.all) {
            List<String> expected = of(table, plain);
            if (model.immutables.contains(table)) {
                for (Role role : inUse()) {
                    List<String> copies = of(table, role == Role.INITIAL ? initial : target);
                    same(table + " in " + role, copies, expected, mismatch);
                }
            } else {
                // What was evacuated is still in the store that was given up, and is of no account there.
                List<Role> counting = pair.evacuates() && ofEntities(table) ? inUse() : List.of(Role.values());
                List<String> union = new ArrayList<>();
                for (Role role : counting) {
                    union.addAll(of(table, role == Role.INITIAL ? initial : target));
                }
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
    private List<String> rows(Database database, boolean ofPair) throws SQLException {
        return database
                .strings(model.all.stream()
                        .map(table -> "SELECT '" + table.name() + " ' || to_jsonb(t)::text FROM " + table.name() + " t"
                                + (ofPair ? withoutCopies(table) : ""))
                        .collect(Collectors.joining(" UNION ALL ")))
                .stream()
                .sorted()
                .toList();
    }

    private String withoutCopies(Table table) {
        String id = table.child() ? table.reference().name() : "id";
        return pair.phase().twoStore() && ofEntities(table)
                ? " WHERE NOT EXISTS (SELECT FROM migrating_evacuated e WHERE e.id = t." + id + "::text)"
                : "";
    }

    private static boolean ofEntities(Table table) {
        return table.child() || Model.FINISHED.containsKey(table.name());
    }

    private static List<String> of(Table table, List<String> rows) {
        return rows.stream().filter(row -> row.startsWith(table.name() + " ")).toList();
    }
}
