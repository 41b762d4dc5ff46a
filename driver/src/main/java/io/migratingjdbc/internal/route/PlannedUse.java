package io.migratingjdbc.internal.route;

import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.sql.TableUse;

/**
 * A mention of a table with the table's plan.
 *
 * @param plan null for a table with no class
 * @param group mentions whose rows are joined by equal instance ids share a group; -1 where there are no entity rows
 */
record PlannedUse(TableUse use, TablePlan plan, int group) {

    boolean entityRows() {
        return plan != null && plan.entityRows();
    }

    boolean is(TableClass tableClass) {
        return plan != null && plan.tableClass() == tableClass;
    }

    /** The catalog's own tables, which every store has. */
    boolean system() {
        String schema = use.table().schema();
        return plan == null
                && ("pg_catalog".equals(schema)
                        || "information_schema".equals(schema)
                        || schema == null && use.table().name().startsWith("pg_"));
    }
}
