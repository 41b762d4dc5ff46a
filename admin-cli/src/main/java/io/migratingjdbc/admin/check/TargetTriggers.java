package io.migratingjdbc.admin.check;

import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TablePlan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A row that is carried to the other store fires the triggers there a second time. */
final class TargetTriggers implements Check {
    private static final String TRIGGERS = """
        SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = ? AND c.relname = ? AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')
          AND t.tgname NOT LIKE 'migrating%'
        """;

    @Override
    public String name() {
        return "No trigger fires a second time for rows that are carried over";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        for (Role role : Role.values()) {
            for (TablePlan table : inspection.moved()) {
                if (!isCarried(inspection, table)) {
                    continue;
                }
                String schema = inspection.schema(role, table).schema();
                for (List<String> trigger :
                        inspection.query(role, TRIGGERS, schema, table.name().name())) {
                    findings.add(Finding.warn("Trigger " + trigger.get(0) + " on " + table.name() + " in "
                            + inspection.stores().name(role) + " fires for carried rows too: disable it there"
                            + " (ALTER TABLE ... DISABLE TRIGGER), unless doing its work twice does no harm"));
                }
            }
        }
        return findings;
    }

    /** Each row, or with its entity where that has ended. */
    private static boolean isCarried(Inspection inspection, TablePlan table) {
        return table.tableClass() == TableClass.IMMUTABLE
                || table.entityRows()
                        && inspection
                                .plan()
                                .table(table.entity())
                                .filter(keyed -> keyed.finishedWhen() != null)
                                .isPresent();
    }
}
