package io.migratingjdbc.admin.check;

import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.model.TableSchema;
import io.migratingjdbc.internal.model.TableSchema.Column;
import io.migratingjdbc.internal.model.TableSchema.UniqueKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A statement must mean the same in both stores, and so must its result. */
final class SameSchema implements Check {

    @Override
    public String name() {
        return "The planned tables are the same in both stores";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        for (TablePlan table : inspection.moved()) {
            TableSchema initial = inspection.schema(Role.INITIAL, table);
            TableSchema target = inspection.schema(Role.TARGET, table);
            columns(findings, initial, target);
            keys(findings, initial, target);
        }
        return findings;
    }

    private static void columns(List<Finding> findings, TableSchema initial, TableSchema target) {
        for (Column column : initial.columns()) {
            Optional<Column> other = target.column(column.name());
            String name = initial.name() + "." + column.name();
            if (other.isEmpty()) {
                findings.add(Finding.fail("Column " + name + " is missing in the target: add it there"));
            } else if (!other.get().type().equals(column.type())) {
                findings.add(Finding.fail("Column " + name + " is " + column.type() + " in the initial store but "
                        + other.get().type() + " in the target: change one of them"));
            } else if (other.get().nullable() != column.nullable()) {
                findings.add(Finding.fail("Column " + name + " is " + (column.nullable() ? "nullable" : "NOT NULL")
                        + " in the initial store but not in the target: change one of them"));
            }
        }
        for (Column column : target.columns()) {
            if (initial.column(column.name()).isEmpty()) {
                findings.add(Finding.fail("Column " + initial.name() + "." + column.name()
                        + " is only in the target: add it to the initial store, or drop it"));
            }
        }
        if (names(initial).size() == names(target).size()
                && new HashSet<>(names(initial)).equals(new HashSet<>(names(target)))
                && !names(initial).equals(names(target))) {
            findings.add(Finding.fail("The columns of " + initial.name() + " are in another order in the target: create"
                    + " the table there in the same order, since SELECT * and INSERT without columns depend on it"));
        }
    }

    private static List<String> names(TableSchema table) {
        return table.columns().stream().map(Column::name).toList();
    }

    private static void keys(List<Finding> findings, TableSchema initial, TableSchema target) {
        differences(findings, initial, target, "missing in the target: create it there");
        differences(findings, target, initial, "only in the target: create it in the initial store, or drop it");
    }

    private static void differences(List<Finding> findings, TableSchema one, TableSchema other, String what) {
        for (UniqueKey key : one.uniqueKeys()) {
            Set<String> columns = new HashSet<>(key.columns());
            if (other.uniqueKeys().stream().noneMatch(same -> new HashSet<>(same.columns()).equals(columns))) {
                findings.add(Finding.fail(
                        "Unique key " + key.name() + " " + key.columns() + " of table " + one.name() + " is " + what));
            }
        }
    }
}
