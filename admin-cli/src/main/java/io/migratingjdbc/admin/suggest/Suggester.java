package io.migratingjdbc.admin.suggest;

import io.migratingjdbc.admin.schema.LiveTable;
import io.migratingjdbc.admin.schema.LiveTable.Column;
import io.migratingjdbc.admin.schema.LiveTable.ForeignKey;
import io.migratingjdbc.internal.model.IdStrategy;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TableSchema.UniqueKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Proposes a class for each table. A table that is only ever inserted into is a candidate for immutable; one
 * that changes and has a unique key is an entity; one that refers to an entity, even if it is only inserted
 * into, goes where the entity is, for a copy of its rows in the other store would refer to nothing.
 */
public final class Suggester {
    private final Map<TableName, LiveTable> tables = new LinkedHashMap<>();
    private final Map<TableName, Proposal> proposals = new LinkedHashMap<>();

    public Suggester(List<LiveTable> tables) {
        tables.forEach(table -> this.tables.put(table.name(), table));
    }

    public List<Proposal> proposals() {
        tables.values().stream().filter(this::root).forEach(table -> proposals.put(table.name(), keyed(table)));
        boolean found = true;
        while (found) {
            found = false;
            for (LiveTable table : tables.values()) {
                Optional<ForeignKey> parent = parent(table);
                if (!proposals.containsKey(table.name()) && parent.isPresent()) {
                    proposals.put(table.name(), child(table, parent.get()));
                    found = true;
                }
            }
        }
        return tables.values().stream()
                .map(table -> proposals.computeIfAbsent(table.name(), name -> alone(table)))
                .toList();
    }

    /** Changes, or may change, and is told apart by a key that does not begin with something else that changes. */
    private boolean root(LiveTable table) {
        if (table.activity().onlyInserted()) {
            return false;
        }
        boolean business = table.otherKeys().stream().anyMatch(key -> ownKey(table, key));
        boolean primary = table.primaryKey().filter(key -> ownKey(table, key)).isPresent();
        boolean child = table.foreignKeys().stream().anyMatch(reference -> refersToChanging(table, reference));
        return business
                || primary
                        && !child
                        && (table.activity().known() || !referrers(table).isEmpty());
    }

    private boolean ownKey(LiveTable table, UniqueKey key) {
        return table.foreignKeys().stream()
                .filter(reference -> refersToChanging(table, reference))
                .noneMatch(reference -> key.columns().containsAll(reference.columns()));
    }

    private boolean refersToChanging(LiveTable table, ForeignKey reference) {
        return !reference.referred().equals(table.name())
                && !tables.get(reference.referred()).activity().onlyInserted();
    }

    private Optional<ForeignKey> parent(LiveTable table) {
        return table.foreignKeys().stream()
                .filter(reference -> Optional.ofNullable(proposals.get(reference.referred()))
                        .filter(referred -> referred.tableClass() == TableClass.KEYED
                                || referred.tableClass() == TableClass.TRANSIENT)
                        .isPresent())
                .findFirst();
    }

    private Proposal keyed(LiveTable table) {
        List<String> reasons = new ArrayList<>();
        List<String> referrers = referrers(table);
        reasons.add((table.activity().known() ? "entity: its rows change (" : "CHECK: an entity, if its rows change (")
                + table.activity()
                + (referrers.isEmpty() ? ")" : "); others refer to it: " + String.join(", ", referrers)));
        UniqueKey key = table.otherKeys().stream()
                .filter(other -> ownKey(table, other))
                .findFirst()
                .or(table::primaryKey)
                .orElseThrow();
        reasons.add("key: the unique key " + key.name());
        table.otherKeys().stream()
                .filter(other -> other != key)
                .forEach(other -> reasons.add("CHECK: " + other.name() + " " + other.columns()
                        + " is unique too, but will be so only within each store while the migration runs"));
        for (ForeignKey reference : table.foreignKeys()) {
            LiveTable referred = tables.get(reference.referred());
            if (referred != table && root(referred)) {
                reasons.add("CHECK: refers to the entity table " + reference.referred() + " (" + reference.name()
                        + "): an INSERT fails while the row it refers to is in the other store");
            }
        }
        Optional<Column> id = table.primaryKey()
                .filter(primary -> primary.columns().size() == 1)
                .flatMap(primary -> table.column(primary.columns().get(0)));
        IdStrategy ids = id.map(column -> strategy(column, reasons)).orElse(IdStrategy.LOOKUP);
        if (id.isEmpty()) {
            reasons.add("ids=lookup: no single primary key column; rows are found by their key in both stores");
        }
        return new Proposal(
                table.name(),
                TableClass.KEYED,
                key.columns(),
                id.map(Column::name).orElse(null),
                ids,
                null,
                reasons);
    }

    private static IdStrategy strategy(Column id, List<String> reasons) {
        if (id.generated() && id.integer()) {
            reasons.add("ids=range: the store numbers " + id.name() + "; each store gets a range of its own");
            return IdStrategy.RANGE;
        }
        if (id.text() && id.defaulted()) {
            reasons.add("ids=prefix: INSERTs may omit " + id.name() + ", so that the driver can mint it");
            return IdStrategy.PREFIX;
        }
        reasons.add("ids=lookup: the application makes " + id.name() + " (" + id.type() + ")"
                + (id.text() ? "; ids=prefix is faster, if INSERTs can leave it out for the driver to mint" : ""));
        return IdStrategy.LOOKUP;
    }

    private List<String> referrers(LiveTable table) {
        return tables.values().stream()
                .filter(other -> other != table)
                .filter(other -> other.foreignKeys().stream()
                        .anyMatch(reference -> reference.referred().equals(table.name())))
                .map(other -> other.name().toString())
                .toList();
    }

    private Proposal child(LiveTable table, ForeignKey reference) {
        Proposal parent = proposals.get(reference.referred());
        TableName entity = parent.tableClass() == TableClass.KEYED ? parent.table() : parent.entity();
        List<String> reasons = new ArrayList<>();
        reasons.add("child of " + reference.referred() + " by the foreign key " + reference.name() + " ("
                + table.activity() + ")");
        String instanceId = reference.columns().size() == 1
                        && reference.referredColumns().get(0).equals(parent.instanceId())
                ? reference.columns().get(0)
                : null;
        if (instanceId == null) {
            reasons.add("CHECK: no foreign key leads to the instance id of " + entity
                    + "; name the column that carries it, or add one");
        }
        otherParents(table, entity)
                .forEach(other -> reasons.add(
                        "CHECK: refers to the entity table " + other + " too, whose row may be in the other store"));
        return new Proposal(table.name(), TableClass.TRANSIENT, List.of(), instanceId, null, entity, reasons);
    }

    private List<TableName> otherParents(LiveTable table, TableName entity) {
        return table.foreignKeys().stream()
                .map(ForeignKey::referred)
                .filter(referred -> !referred.equals(entity))
                .filter(referred -> proposals.containsKey(referred)
                        && proposals.get(referred).tableClass() == TableClass.KEYED)
                .toList();
    }

    private static Proposal alone(LiveTable table) {
        List<String> reasons = new ArrayList<>();
        if (table.activity().onlyInserted()) {
            reasons.add("never updated or deleted by the statistics (" + table.activity() + ")");
            if (table.primaryKey().isEmpty()) {
                reasons.add("CHECK: an immutable table needs a primary key, for its rows are compared by it");
            }
            return Proposal.immutable(table.name(), reasons);
        }
        reasons.add(
                table.activity().known()
                        ? "its rows change (" + table.activity() + "), but it has no unique key"
                        : "no activity in the statistics: nothing to conclude from");
        reasons.add("decide: keyed (with key), transient (with instance-id), immutable or pinned");
        return Proposal.undecided(table.name(), reasons);
    }
}
