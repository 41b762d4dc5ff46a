package io.migratingjdbc.admin.check;

import io.migratingjdbc.internal.model.IdStrategy;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.model.TableSchema;
import io.migratingjdbc.internal.model.TableSchema.Column;
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
            TableSchema schema = inspection.schema(Role.INITIAL, table);
            for (UniqueKey unique : schema.uniqueKeys()) {
                if (!covered(table, unique) && !numbered(schema, unique)) {
                    findings.add(Finding.warn("Unique key " + unique.name() + " " + unique.columns() + " of "
                            + table.name() + " holds within each store only while there are two: make sure that the"
                            + " application cannot produce the same value twice"));
                }
            }
        }
        return findings;
    }

    /** The stores number in ranges that do not meet. */
    private static boolean numbered(TableSchema schema, UniqueKey unique) {
        return unique.columns().stream()
                .anyMatch(column ->
                        schema.column(column).filter(Column::generated).isPresent());
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
