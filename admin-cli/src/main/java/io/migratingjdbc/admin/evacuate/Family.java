package io.migratingjdbc.admin.evacuate;

import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.Plan;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.replicate.CopyPlan;
import io.migratingjdbc.internal.replicate.CopyTable;
import io.migratingjdbc.internal.replicate.Sql;
import io.migratingjdbc.internal.replicate.StoreTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A keyed table with the transient tables of its entities.
 *
 * @param members the keyed table first, each behind those that it refers to
 */
record Family(TablePlan keyed, List<Member> members) {
    /** Of these equal values have equal texts, so that ids can be compared as such. */
    private static final Set<String> ID_TYPES =
            Set.of("text", "character varying", "bpchar", "uuid", "smallint", "integer", "bigint");

    /** One of the tables. */
    record Member(TablePlan plan, CopyTable table) {

        /** The rows of the entities whose ids are in the text array, in one of the stores. */
        String rowsOf(StoreTable in, String alias, String ids) {
            return alias + "." + Sql.quote(plan.instanceId()) + " = ANY (CAST(" + ids + " AS "
                    + in.plainType(plan.instanceId()) + "[]))";
        }
    }

    /**
     * @throws SQLException 08004 or 0A000 for a family that cannot be evacuated; names the table and the fix
     */
    static Family read(Plan plan, TablePlan keyed, Connection source, Connection target) throws SQLException {
        if (keyed.instanceId() == null) {
            throw ErrorCode.REFUSED.exception("Entities of " + keyed.name()
                    + " cannot be evacuated: the plan names no migrating.table." + keyed.name() + ".instance-id");
        }
        List<TablePlan> plans = new ArrayList<>(List.of(keyed));
        plan.tables().stream()
                .filter(table -> table.tableClass() == TableClass.TRANSIENT
                        && keyed.name().equals(table.entity()))
                .forEach(plans::add);
        List<Member> members = new ArrayList<>();
        CopyPlan copies = CopyPlan.ofEntities(
                source, target, plans.stream().map(TablePlan::name).toList());
        for (CopyTable table : copies.tables()) {
            TablePlan own = plan.table(table.name()).orElseThrow();
            for (StoreTable in : List.of(table.source(), table.target())) {
                requireComparable(own, in);
            }
            members.add(own.equals(keyed) ? 0 : members.size(), new Member(own, table));
        }
        Family family = new Family(keyed, List.copyOf(members));
        Cascades.refuse(target, family);
        return family;
    }

    private static void requireComparable(TablePlan plan, StoreTable table) throws SQLException {
        String type = table.plainType(plan.instanceId());
        if (!ID_TYPES.contains(type)) {
            throw ErrorCode.REFUSED.exception("Entities of " + plan.entity() + " cannot be evacuated: "
                    + table.qualified() + "." + plan.instanceId() + " is of type " + type
                    + ", of which equal values may be written differently; make it one of " + ID_TYPES);
        }
    }

    Member entity() {
        return members.get(0);
    }

    List<TablePlan> plans() {
        return members.stream().map(Member::plan).toList();
    }
}
