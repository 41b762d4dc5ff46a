package io.migratingjdbc.admin.check;

import io.migratingjdbc.admin.schema.LiveTable;
import io.migratingjdbc.admin.schema.LiveTable.ForeignKey;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TablePlan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A foreign key is checked within one store: what a row refers to must be where the row is. */
final class ForeignKeysStayInStore implements Check {

    @Override
    public String name() {
        return "Foreign keys refer to rows of the same store";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        for (LiveTable table : inspection.tables(Role.INITIAL)) {
            TablePlan from = inspection.plan().table(table.name()).orElse(null);
            for (ForeignKey reference : table.foreignKeys()) {
                TablePlan to = inspection.plan().table(reference.referred()).orElse(null);
                if (from != null && to != null) {
                    finding(from, to, reference.name()).ifPresent(findings::add);
                }
            }
        }
        return findings;
    }

    private static Optional<Finding> finding(TablePlan from, TablePlan to, String name) {
        String what = "Foreign key " + name + " of " + from.name() + " refers to " + to.name();
        return switch (from.tableClass()) {
            case IMMUTABLE ->
                to.tableClass() == TableClass.IMMUTABLE
                        ? Optional.empty()
                        : Optional.of(Finding.fail(what + ", whose rows are not in both stores: drop the foreign key,"
                                + " or give one of the tables another class"));
            case KEYED, TRANSIENT ->
                to.tableClass() == TableClass.IMMUTABLE || sameEntity(from.entity(), to.entity())
                        ? Optional.empty()
                        : Optional.of(
                                Finding.warn(what + ", whose row may be in the other store; the INSERT then fails:"
                                        + " drop the foreign key for the time of the migration"));
            case PINNED ->
                to.tableClass() == TableClass.PINNED || to.tableClass() == TableClass.IMMUTABLE
                        ? Optional.empty()
                        : Optional.of(Finding.warn(what + ", whose rows move away from the pinned table: drop the"
                                + " foreign key before the migration completes"));
        };
    }

    private static boolean sameEntity(TableName one, TableName other) {
        return one != null && other != null && one.mayBe(other);
    }
}
