package io.migratingjdbc.admin.check;

import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TablePlan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A table that was created anew after init has lost its guard, and with it what would notice foreign writers. */
final class GuardsInPlace implements Check {
    private static final String GUARDS = """
        SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = ? AND c.relname = ? AND t.tgname IN ('migrating_guard', 'migrating_guard_update')
          AND t.tgenabled = 'A'
        """;

    @Override
    public String name() {
        return "The keyed tables have the guards that notice writers without the driver";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        if (!inspection.stores().configuration().settings().guard()) {
            return findings;
        }
        for (Role role : Role.values()) {
            for (TablePlan table : inspection.moved(TableClass.KEYED)) {
                String schema = inspection.schema(role, table).schema();
                String guards =
                        inspection.value(role, GUARDS, schema, table.name().name());
                if (!guards.equals("2")) {
                    findings.add(Finding.fail("Table " + table.name() + " in "
                            + inspection.stores().name(role)
                            + " has no guard: it was created anew, or init was interrupted; run init again"));
                }
            }
        }
        return findings;
    }
}
