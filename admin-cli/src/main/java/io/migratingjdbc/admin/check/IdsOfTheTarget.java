package io.migratingjdbc.admin.check;

import io.migratingjdbc.internal.model.IdStrategy;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** An entity whose id names the target, as of one that an earlier migration has brought from there, would be looked for there. */
final class IdsOfTheTarget implements Check {

    @Override
    public String name() {
        return "No instance id of the initial store names the target";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        String target = inspection.stores().config(Role.TARGET).id().value();
        for (TablePlan table : inspection.moved()) {
            if (table.entityRows() && table.instanceId() != null && table.ids() == IdStrategy.PREFIX) {
                String found = inspection.value(
                        Role.INITIAL,
                        "SELECT min(t." + Sql.quote(table.instanceId()) + ") FROM "
                                + inspection.migration().sqlName(Role.INITIAL, table.name()) + " t WHERE starts_with(t."
                                + Sql.quote(table.instanceId()) + ", ?)",
                        target + ".");
                if (found != null) {
                    findings.add(Finding.fail("Table " + table.name() + " has rows in "
                            + inspection.stores().name(Role.INITIAL) + " whose ids name the store " + target
                            + ", for instance " + found
                            + ": give the target another id (migrating.target.id), which names no row"));
                }
            }
        }
        return findings;
    }
}
