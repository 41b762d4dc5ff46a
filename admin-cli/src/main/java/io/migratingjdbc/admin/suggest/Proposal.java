package io.migratingjdbc.admin.suggest;

import io.migratingjdbc.internal.model.IdStrategy;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TableName;
import java.util.List;

/**
 * What the schema and the statistics suggest for one table.
 *
 * @param tableClass null where nothing can be concluded: the operator decides
 * @param key empty unless keyed
 * @param instanceId null where the table has none, or none was found
 * @param ids null unless keyed
 * @param entity the keyed table that a transient row belongs to, else null
 * @param reasons why, and what to look at before using it
 */
public record Proposal(
        TableName table,
        TableClass tableClass,
        List<String> key,
        String instanceId,
        IdStrategy ids,
        TableName entity,
        List<String> reasons) {

    static Proposal immutable(TableName table, List<String> reasons) {
        return new Proposal(table, TableClass.IMMUTABLE, List.of(), null, null, null, reasons);
    }

    static Proposal undecided(TableName table, List<String> reasons) {
        return new Proposal(table, null, List.of(), null, null, null, reasons);
    }
}
