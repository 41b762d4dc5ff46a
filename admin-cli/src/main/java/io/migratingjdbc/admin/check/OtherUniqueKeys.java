package io.migratingjdbc.admin.check;

import io.migratingjdbc.internal.model.IdStrategy;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.model.TableSchema.UniqueKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Only the key is looked for in the other store; what else is unique is so in each store by itself. */
final class OtherUniqueKeys implements Check {

    @Override
    public String name() {
        return "Nothing but the key, and ids that cannot collide, is unique";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        for (TablePlan table : inspection.moved()) {
            if (!table.entityRows()) {
                continue;
            }
            for (UniqueKey unique : inspection.schema(Role.INITIAL, table).uniqueKeys()) {
                if (!covered(table, unique)) {
                    findings.add(Finding.warn("Unique key " + unique.name() + " " + unique.columns() + " of "
                            + table.name() + " holds within each store only while there are two: make sure that the"
                            + " application cannot produce the same value twice"));
                }
            }
        }
        return findings;
    }

    /** Whatever contains a value that is unique over both stores is unique over both stores. */
    private static boolean covered(TablePlan table, UniqueKey unique) {
        boolean containsKey = !table.key().isEmpty() && unique.columns().containsAll(table.key());
        boolean containsId = table.instanceId() != null
                && unique.columns().contains(table.instanceId())
                && (table.ids() != IdStrategy.LOOKUP || table.key().isEmpty());
        return containsKey || containsId;
    }
}
