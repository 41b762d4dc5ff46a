package io.migratingjdbc.admin.check;

import io.migratingjdbc.internal.dialect.PostgresCatalog.ColumnSequence;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.model.TableSchema;
import io.migratingjdbc.internal.model.TableSchema.Column;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The same number from both stores would be two rows under one key. */
final class NumberedTables implements Check {

    @Override
    public String name() {
        return "Columns that one store numbers are numbered by the other, upwards and alike";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        for (TablePlan table : inspection.moved()) {
            List<ColumnSequence> there = inspection.sequences(Role.TARGET, table);
            for (ColumnSequence here : inspection.sequences(Role.INITIAL, table)) {
                String column = table.name() + "." + here.column();
                if (cannotBeApart(inspection.schema(Role.INITIAL, table), here.column())) {
                    findings.add(Finding.fail(column + " is unique and filled from a sequence, but no smallint, integer"
                            + " or bigint, so that its numbers cannot be kept apart: make it a bigint, or let the"
                            + " application make its values"));
                    continue;
                }
                ColumnSequence other = there.stream()
                        .filter(sequence -> sequence.column().equals(here.column()))
                        .findFirst()
                        .orElse(null);
                if (other == null) {
                    findings.add(finding(
                            table,
                            column + " is numbered by the initial store but not by the target: give"
                                    + " it a sequence there"));
                } else if (here.increment() < 0 || other.increment() < 0) {
                    findings.add(finding(table, column + " is numbered downwards: make its sequence count up"));
                }
            }
        }
        return findings;
    }

    private static boolean cannotBeApart(TableSchema schema, String column) {
        boolean unique =
                schema.uniqueKeys().stream().anyMatch(key -> key.columns().contains(column));
        String type = schema.column(column).map(Column::type).orElse("");
        return unique && !InstanceIds.INTEGERS.contains(type);
    }

    private static Finding finding(TablePlan table, String text) {
        return table.tableClass() == TableClass.TRANSIENT ? Finding.warn(text) : Finding.fail(text);
    }
}
