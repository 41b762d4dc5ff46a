package io.migratingjdbc.admin.schema;

import io.migratingjdbc.admin.schema.SchemaObject.Identity;
import io.migratingjdbc.admin.schema.StoreSchema.Place;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TablePlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Compares what two stores have of the moved tables of a plan. */
public final class SchemaDiff {
    static final String ORDER = "order of columns";
    static final String SEARCH_PATH = "place";

    private final Map<TableName, TablePlan> plans = new LinkedHashMap<>();
    private final StoreSchema initial;
    private final StoreSchema target;
    private final Set<Identity> deferred;

    /** @param deferred what is to be made in the target after the copy */
    public SchemaDiff(List<TablePlan> moved, StoreSchema initial, StoreSchema target, Set<Identity> deferred) {
        moved.forEach(table -> plans.put(table.name(), table));
        this.initial = initial.inSchemasOf(target);
        this.target = target;
        this.deferred = deferred;
    }

    /** The objects that the target does not have; what belongs to a table that is missing, too. */
    public List<SchemaObject> missing() {
        Map<Identity, SchemaObject> there = target.byIdentity();
        return initial.objects().stream()
                .filter(object -> !there.containsKey(object.identity()))
                .toList();
    }

    /** In the order of the objects; a table that is missing stands for all that belongs to it. */
    public List<Difference> differences() {
        List<Difference> differences = new ArrayList<>();
        plans.keySet().stream()
                .filter(table -> !initial.tables().containsKey(table))
                .forEach(table -> differences.add(notInInitial(table)));
        Map<Identity, SchemaObject> there = target.byIdentity();
        for (SchemaObject object : initial.objects()) {
            SchemaObject other = there.get(object.identity());
            if (other != null) {
                compare(differences, object, other);
            } else if (object.kind() == ObjectKind.TABLE || isPlaced(object) && !ownSequence(object)) {
                differences.add(missing(object));
            }
        }
        Set<Identity> here = new HashSet<>(initial.byIdentity().keySet());
        for (SchemaObject object : target.objects()) {
            boolean ofTable = object.table() != null && initial.tables().containsKey(object.table());
            if (ofTable && !ownSequence(object) && !here.contains(object.identity())) {
                differences.add(extra(object));
            }
        }
        return differences;
    }

    private Difference notInInitial(TableName table) {
        Place there = target.tables().get(table);
        return new Difference(
                Severity.FAILURE,
                table.toString(),
                ObjectKind.TABLE,
                table.toString(),
                there == null ? Difference.UNKNOWN : Difference.EXTRA,
                null,
                there == null ? null : there.qualified(),
                "the plan moves it",
                "create it in the initial store, or correct migrating.table." + table
                        + ".class, or check the user's search_path and rights");
    }

    private void compare(List<Difference> differences, SchemaObject here, SchemaObject there) {
        if (here.kind() == ObjectKind.TABLE) {
            place(differences, here, there);
            order(differences, here, there);
        }
        Set<String> attributes = new TreeSet<>(here.attributes().keySet());
        attributes.addAll(there.attributes().keySet());
        for (String attribute : attributes) {
            String one = here.attribute(attribute);
            String other = there.attribute(attribute);
            if (!Objects.equals(one, other)) {
                add(differences, here, there, attribute, one, other);
            }
        }
    }

    private void place(List<Difference> differences, SchemaObject here, SchemaObject there) {
        Place place = target.tables().get(there.table());
        if (!place.found()) {
            add(differences, here, there, SEARCH_PATH, here.name(), place.qualified());
        }
    }

    private void order(List<Difference> differences, SchemaObject here, SchemaObject there) {
        List<String> one = columns(initial, here.table());
        List<String> other = columns(target, here.table());
        List<String> common = one.stream().filter(other::contains).toList();
        List<String> found = other.stream().filter(one::contains).toList();
        if (!common.equals(found)) {
            add(differences, here, there, ORDER, String.join(", ", common), String.join(", ", found));
        }
    }

    private static List<String> columns(StoreSchema store, TableName table) {
        return store.of(table, ObjectKind.COLUMN).stream()
                .map(SchemaObject::name)
                .toList();
    }

    private Difference missing(SchemaObject object) {
        Judgement judgement = PresenceRules.missing(object, qualified(object), deferred.contains(object.identity()));
        return Difference.of(object, Difference.MISSING, definition(object), null, judgement, object.name());
    }

    private Difference extra(SchemaObject object) {
        Judgement judgement = PresenceRules.extra(object, tableClass(object), qualified(object));
        return Difference.of(object, Difference.EXTRA, null, definition(object), judgement, object.name());
    }

    private void add(
            List<Difference> differences,
            SchemaObject here,
            SchemaObject there,
            String attribute,
            String one,
            String other) {
        Judgement judgement = ChangeRules.changed(here, there, attribute, plans.get(here.table()), qualified(here));
        differences.add(Difference.of(here, attribute, one, other, judgement, here.name()));
    }

    /** Constraints and indexes are best known by their definitions. */
    private static String definition(SchemaObject object) {
        return object.kind() == ObjectKind.PRIMARY_KEY ? object.attribute("definition") : object.key();
    }

    private TableClass tableClass(SchemaObject object) {
        return object.table() == null ? null : plans.get(object.table()).tableClass();
    }

    /** Null where the target has no such table. */
    private String qualified(SchemaObject object) {
        Place place = object.table() == null ? null : target.tables().get(object.table());
        return place == null ? null : place.qualified();
    }

    private boolean isPlaced(SchemaObject object) {
        return object.table() == null || target.tables().containsKey(object.table());
    }

    /** Whether the store has one shows in how the column is numbered. */
    private static boolean ownSequence(SchemaObject object) {
        return object.kind() == ObjectKind.SEQUENCE && object.table() != null;
    }
}
