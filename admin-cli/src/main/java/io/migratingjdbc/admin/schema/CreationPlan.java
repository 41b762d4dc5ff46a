package io.migratingjdbc.admin.schema;

import io.migratingjdbc.admin.schema.SchemaObject.Identity;
import io.migratingjdbc.admin.schema.StoreSchema.Place;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is to be made in the target now, in order, and what after the copy. A table that has rows gets nothing at once that would have to look
 * at them.
 */
final class CreationPlan {
    private static final Set<ObjectKind> PARTS = EnumSet.of(
            ObjectKind.PARTITION,
            ObjectKind.PRIMARY_KEY,
            ObjectKind.UNIQUE_KEY,
            ObjectKind.CHECK,
            ObjectKind.EXCLUSION,
            ObjectKind.INDEX);

    /** @param object how messages call what the statement makes */
    record Step(String object, String ddl) {}

    private final Map<TableName, TablePlan> plans = new LinkedHashMap<>();
    private final StoreSchema initial;
    private final StoreSchema target;
    private final Connection connection;
    private final Set<Identity> alreadyDeferred;
    private final List<SchemaObject> missing;
    private final List<Step> steps = new ArrayList<>();
    private final List<SchemaObject> deferred = new ArrayList<>();

    private CreationPlan(
            List<TablePlan> moved,
            StoreSchema initial,
            StoreSchema target,
            Set<Identity> alreadyDeferred,
            Connection connection) {
        moved.forEach(table -> plans.put(table.name(), table));
        this.initial = initial;
        this.target = target;
        this.connection = connection;
        this.alreadyDeferred = alreadyDeferred;
        this.missing = new SchemaDiff(moved, initial, target, alreadyDeferred).missing();
    }

    /** @throws io.migratingjdbc.admin.output.AdminException that names everything which cannot be made by a statement */
    static CreationPlan of(
            List<TablePlan> moved,
            StoreSchema initial,
            StoreSchema target,
            Set<Identity> alreadyDeferred,
            Connection inTransaction)
            throws SQLException {
        CreationPlan plan = new CreationPlan(moved, initial, target, alreadyDeferred, inTransaction);
        new Feasibility(moved, initial, target, plan.missing).require();
        plan.shared();
        plan.tables();
        plan.parts();
        plan.foreignKeys();
        return plan;
    }

    List<Step> steps() {
        return steps;
    }

    List<SchemaObject> deferred() {
        return deferred;
    }

    private void shared() {
        missing.stream().filter(object -> object.table() == null).forEach(this::step);
    }

    private void tables() {
        for (SchemaObject table : missing(ObjectKind.TABLE)) {
            List<SchemaObject> sequences = initial.of(table.table(), ObjectKind.SEQUENCE).stream()
                    .filter(sequence -> sequence.ddl() != null)
                    .toList();
            sequences.forEach(this::step);
            steps.add(new Step(table.text(), createTable(table)));
            for (SchemaObject sequence : sequences) {
                steps.add(new Step(
                        sequence.text(),
                        "ALTER SEQUENCE " + sequence.name() + " OWNED BY " + table.name() + "."
                                + quotedColumn(sequence)));
            }
        }
    }

    private String createTable(SchemaObject table) {
        String kind = table.attribute("kind");
        String options = table.attribute("options");
        return "CREATE " + (table.is("persistence", "unlogged") ? "UNLOGGED " : "") + "TABLE " + table.name() + " ("
                + initial.of(table.table(), ObjectKind.COLUMN).stream()
                        .map(SchemaObject::ddl)
                        .collect(Collectors.joining(", "))
                + ")" + (kind.equals("table") ? "" : kind.replaceFirst("partitioned by", " PARTITION BY"))
                + (options == null ? "" : " WITH (" + options + ")");
    }

    private static String quotedColumn(SchemaObject sequence) {
        return Sql.quote(sequence.key());
    }

    private void parts() throws SQLException {
        for (SchemaObject object : missing) {
            if (!PARTS.contains(object.kind()) || object.is("valid", "no")) {
                continue;
            }
            if (object.kind() == ObjectKind.INDEX && deferrable(object)) {
                defer(object);
            } else if (empty(object.table())) {
                step(object);
            }
        }
    }

    private void foreignKeys() throws SQLException {
        for (SchemaObject key : missing(ObjectKind.FOREIGN_KEY)) {
            if (!exists(key.attribute("refers to"))) {
                continue;
            }
            if (deferrable(key)) {
                defer(key);
            } else if (empty(key.table())) {
                step(key);
            }
        }
    }

    private List<SchemaObject> missing(ObjectKind kind) {
        return missing.stream().filter(object -> object.kind() == kind).toList();
    }

    private void step(SchemaObject object) {
        steps.add(new Step(object.text(), object.ddl()));
    }

    private void defer(SchemaObject object) {
        if (!alreadyDeferred.contains(object.identity())) {
            deferred.add(object);
        }
    }

    /** A partitioned table takes neither an index CONCURRENTLY nor a foreign key NOT VALID. */
    private boolean deferrable(SchemaObject object) {
        boolean ordinary = initial.of(object.table(), ObjectKind.TABLE).get(0).is("kind", "table");
        return plans.get(object.table()).tableClass() == TableClass.IMMUTABLE && ordinary;
    }

    private boolean empty(TableName table) throws SQLException {
        Place place = target.tables().get(table);
        return place == null || !answer("SELECT EXISTS (SELECT FROM " + place.qualified() + ")");
    }

    /** In the target by now, or among what is made. */
    private boolean exists(String qualified) throws SQLException {
        boolean made = missing(ObjectKind.TABLE).stream()
                .anyMatch(table -> table.name().equals(qualified));
        return made || answer("SELECT to_regclass(" + Sql.literal(qualified) + ") IS NOT NULL");
    }

    private boolean answer(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
