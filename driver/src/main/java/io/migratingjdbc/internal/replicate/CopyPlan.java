package io.migratingjdbc.internal.replicate;

import io.migratingjdbc.internal.model.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The immutable tables of a migration, for one direction. In an order in which a table comes after those that its
 * foreign keys name, in either store: the target may get them while this plan is in use. Tables that name each other in a circle can only be filled under deferred constraints, then
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
        return read(source, target, immutableTables, StoreTable::requireReplicable);
    }

    /** Of tables whose rows are copied as those of an entity, so that they need no primary key. */
    public static CopyPlan ofEntities(Connection source, Connection target, Collection<TableName> tables)
            throws SQLException {
        return read(source, target, tables, StoreTable::requirePlain);
    }

    @FunctionalInterface
    private interface Requirement {
        void check(StoreTable table) throws SQLException;
    }

    private static CopyPlan read(
            Connection source, Connection target, Collection<TableName> tables, Requirement requirement)
            throws SQLException {
        List<StoreTable> here = StoreTables.read(source, tables);
        List<StoreTable> there = StoreTables.read(target, tables);
        Map<Long, CopyTable> bySourceOid = new HashMap<>();
        Map<Long, CopyTable> byTargetOid = new HashMap<>();
        List<CopyTable> copies = new ArrayList<>();
        for (int i = 0; i < here.size(); i++) {
            requirement.check(here.get(i));
            requirement.check(there.get(i));
            CopyTable table = CopyTable.of(here.get(i), there.get(i));
            copies.add(table);
            bySourceOid.put(here.get(i).oid(), table);
            byTargetOid.put(there.get(i).oid(), table);
        }
        Set<CopyTable> ordered = new LinkedHashSet<>();
        Set<CopyTable> visited = new HashSet<>();
        for (CopyTable table : copies) {
            visit(table, bySourceOid, byTargetOid, visited, ordered);
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

    /** @param table null for one that is not in the plan */
    private static void visit(
            CopyTable table,
            Map<Long, CopyTable> bySourceOid,
            Map<Long, CopyTable> byTargetOid,
            Set<CopyTable> visited,
            Set<CopyTable> ordered) {
        if (table == null || !visited.add(table)) {
            return;
        }
        for (long parent : table.source().references()) {
            visit(bySourceOid.get(parent), bySourceOid, byTargetOid, visited, ordered);
        }
        for (long parent : table.target().references()) {
            visit(byTargetOid.get(parent), bySourceOid, byTargetOid, visited, ordered);
        }
        ordered.add(table);
    }
}
