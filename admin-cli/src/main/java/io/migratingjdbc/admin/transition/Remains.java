package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.drain.Sparingly;
import io.migratingjdbc.admin.drain.TableCount;
import io.migratingjdbc.admin.drain.TableCounts;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import java.sql.SQLException;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** What remains in a store, for the conditions that look at it again and again. What has gone is only believed when it was just looked at. */
final class Remains {
    private final Role role;
    private Sparingly<List<TableCount>> counts;

    Remains(Role role) {
        this.role = role;
    }

    Role role() {
        return role;
    }

    /** The tables of which more than none counts. */
    List<TableCount> with(Migration migration, MigrationView view, ToLongFunction<TableCount> count)
            throws SQLException {
        if (counts == null) {
            counts = new Sparingly<>(() -> new TableCounts(migration, view, role).read(), System::nanoTime);
        }
        return counts.get(seen -> seen.stream().anyMatch(table -> count.applyAsLong(table) > 0)).stream()
                .filter(table -> count.applyAsLong(table) > 0)
                .toList();
    }

    static String text(List<TableCount> tables, ToLongFunction<TableCount> count) {
        return tables.stream()
                .map(table -> table.table() + " " + TableCount.text(count.applyAsLong(table)))
                .collect(Collectors.joining(", "));
    }
}
