package io.migratingjdbc.internal.replicate;

import io.migratingjdbc.internal.model.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The immutable tables of a migration, for one direction. In an order in which a table comes after those that its
 * foreign keys name; tables that name each other in a circle can only be filled under deferred constraints, then
 * the order is free.
 */
public final class CopyPlan {
    private final List<CopyTable> tables;

    private CopyPlan(List<CopyTable> tables) {
        this.tables = tables;
    }

    /**
     * @throws SQLException 08004 for a table that one of the stores does not have, 0A000 for one whose rows cannot be
     *     copied exactly; the message names the table and the fix
     */
    public static CopyPlan read(Connection source, Connection target, Collection<TableName> immutableTables)
            throws SQLException {
        List<StoreTable> here = StoreTables.read(source, immutableTables);
        List<StoreTable> there = StoreTables.read(target, immutableTables);
        Map<Long, CopyTable> byTargetOid = new HashMap<>();
        for (int i = 0; i < here.size(); i++) {
            byTargetOid.put(there.get(i).oid(), CopyTable.of(here.get(i), there.get(i)));
        }
        Set<CopyTable> ordered = new LinkedHashSet<>();
        Set<Long> visited = new LinkedHashSet<>();
        for (StoreTable table : there) {
            visit(table.oid(), byTargetOid, visited, ordered);
        }
        return new CopyPlan(List.copyOf(ordered));
    }

    /** The tables' names in the plan, referenced tables first. */
    public List<TableName> names() {
        return tables.stream().map(CopyTable::name).toList();
    }

    /** Referenced tables first. */
    public List<CopyTable> tables() {
        return tables;
    }

    List<String> texts() {
        return tables.stream().map(table -> table.name().toString()).toList();
    }

    Optional<CopyTable> table(String name) {
        return tables.stream()
                .filter(table -> table.name().toString().equals(name))
                .findFirst();
    }

    CopyTable table(TableName name) {
        return table(name.toString())
                .orElseThrow(() -> new IllegalArgumentException("Table " + name + " is not immutable in this plan"));
    }

    private static void visit(long oid, Map<Long, CopyTable> tables, Set<Long> visited, Set<CopyTable> ordered) {
        CopyTable table = tables.get(oid);
        if (table == null || !visited.add(oid)) {
            return;
        }
        for (long parent : table.target().references()) {
            visit(parent, tables, visited, ordered);
        }
        ordered.add(table);
    }
}
