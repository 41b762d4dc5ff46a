package io.migratingjdbc.internal.model;

import java.util.List;

/**
 * The classification of one table.
 *
 * @param key the columns whose value is unique over both stores; empty unless keyed
 * @param instanceId the column that carries the instance id of the row's entity; null for immutable and pinned
 *     tables, and for keyed tables with {@link IdStrategy#LOOKUP} that are addressed by their key alone
 * @param ids how instance ids name their store; null for immutable and pinned tables
 * @param entity the keyed table whose instance ids a transient row carries; for a keyed table itself; else null
 * @param pinnedTo the store of a pinned table, else null
 * @param finishedWhen an SQL predicate over the columns of a keyed table: where it is true, the entity has ended and does not
 *     change any more; null where entities are deleted when they end
 */
public record TablePlan(
        TableName name,
        TableClass tableClass,
        List<String> key,
        String instanceId,
        IdStrategy ids,
        TableName entity,
        StoreId pinnedTo,
        String finishedWhen) {

    public TablePlan {
        key = List.copyOf(key);
    }

    /** Of a table whose entities are deleted when they end. */
    public TablePlan(
            TableName name,
            TableClass tableClass,
            List<String> key,
            String instanceId,
            IdStrategy ids,
            TableName entity,
            StoreId pinnedTo) {
        this(name, tableClass, key, instanceId, ids, entity, pinnedTo, null);
    }

    /** Whether its rows live in exactly one of the stores and drain there. */
    public boolean entityRows() {
        return tableClass == TableClass.KEYED || tableClass == TableClass.TRANSIENT;
    }
}
