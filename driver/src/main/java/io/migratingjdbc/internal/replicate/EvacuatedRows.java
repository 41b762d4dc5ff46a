package io.migratingjdbc.internal.replicate;

import io.migratingjdbc.internal.model.TablePlan;

/** Which rows of a store are copies of ended entities, by the list that is written in the transaction that copies them. */
public final class EvacuatedRows {

    private EvacuatedRows() {}

    /**
     * A condition in the store that is given up: the other one has no copy of the entity as it is now.
     *
     * @param keyed with an instance id
     */
    public static String isNotCopied(ControlSchema control, TablePlan keyed, long since, String row) {
        String id = row + "." + Sql.quote(keyed.instanceId()) + "::text";
        String table = Sql.literal(keyed.name().toString());
        String migration = Sql.literal(control.migration());
        return "NOT EXISTS (SELECT FROM " + control.ended() + " m WHERE m.migration = " + migration
                + " AND m.table_name = " + table + " AND m.since = " + since + " AND m.id = " + id
                + " AND m.copied AND NOT EXISTS (SELECT FROM " + control.endedChange() + " c WHERE c.migration = "
                + migration + " AND c.table_name = " + table + " AND c.id = m.id))";
    }

    /**
     * A condition: the row is no copy.
     *
     * @param table with an instance id
     * @param since the epoch since which the store may have copies
     * @param row the name of the row, as SQL writes it
     */
    public static String isNone(ControlSchema control, TablePlan table, long since, String row) {
        return "NOT EXISTS (SELECT FROM " + control.evacuated()
                + " AS \"migrating.copy\" WHERE \"migrating.copy\".migration = "
                + Sql.literal(control.migration()) + " AND \"migrating.copy\".table_name = "
                + Sql.literal(table.entity().toString()) + " AND \"migrating.copy\".since = " + since
                + " AND \"migrating.copy\".id = " + row + "." + Sql.quote(table.instanceId()) + "::text)";
    }
}
