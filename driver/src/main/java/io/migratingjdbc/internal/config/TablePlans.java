package io.migratingjdbc.internal.config;

import io.migratingjdbc.internal.model.IdStrategy;
import io.migratingjdbc.internal.model.PerRole;
import io.migratingjdbc.internal.model.StoreId;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TablePlan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The tables' settings, each table checked against the rules of its class. */
final class TablePlans {
    private static final Map<TableClass, Set<Setting>> ALLOWED = Map.of(
            TableClass.KEYED,
                    EnumSet.of(
                            Setting.TABLE_KEY,
                            Setting.TABLE_INSTANCE_ID,
                            Setting.TABLE_IDS,
                            Setting.TABLE_FINISHED_WHEN),
            TableClass.TRANSIENT, EnumSet.of(Setting.TABLE_INSTANCE_ID, Setting.TABLE_IDS, Setting.TABLE_ENTITY),
            TableClass.IMMUTABLE, EnumSet.noneOf(Setting.class),
            TableClass.PINNED, EnumSet.of(Setting.TABLE_STORE));

    private final Map<TableName, Map<Setting, String>> tables;
    private final PerRole<StoreId> stores;
    private final List<TableName> keyed;
    private final Problems problems = new Problems();

    TablePlans(Map<TableName, Map<Setting, String>> tables, PerRole<StoreId> stores) {
        this.tables = tables;
        this.stores = stores;
        this.keyed = tables.entrySet().stream()
                .filter(table -> "keyed".equals(table.getValue().get(Setting.TABLE_CLASS)))
                .map(Map.Entry::getKey)
                .toList();
    }

    List<TablePlan> read() throws SQLException {
        checkNamesDiffer();
        List<TablePlan> plans = new ArrayList<>();
        tables.forEach((name, settings) -> {
            if (settings.containsKey(Setting.TABLE_CLASS)) {
                plans.add(table(name, settings));
            } else {
                problem(name, Setting.TABLE_CLASS, "missing; must be " + Setting.TABLE_CLASS.form());
            }
        });
        problems.throwIfAny();
        return plans;
    }

    /** A statement that says "orders" must mean one table of the plan. */
    private void checkNamesDiffer() {
        List<TableName> names = List.copyOf(tables.keySet());
        for (int i = 1; i < names.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (names.get(i).mayBe(names.get(j))) {
                    problems.add("The tables " + names.get(j) + " and " + names.get(i)
                            + " may be the same: write both with their schemas, or one of them.");
                }
            }
        }
    }

    private TablePlan table(TableName name, Map<Setting, String> settings) {
        TableClass tableClass = TableClass.valueOf(upper(settings.get(Setting.TABLE_CLASS)));
        for (Setting setting : settings.keySet()) {
            if (setting != Setting.TABLE_CLASS && !ALLOWED.get(tableClass).contains(setting)) {
                problem(name, setting, "does not go with class=" + settings.get(Setting.TABLE_CLASS) + "; remove it");
            }
        }
        return switch (tableClass) {
            case KEYED -> keyed(name, settings);
            case TRANSIENT -> child(name, settings);
            case IMMUTABLE -> new TablePlan(name, tableClass, List.of(), null, null, null, null);
            case PINNED -> new TablePlan(name, tableClass, List.of(), null, null, null, pinnedTo(name, settings));
        };
    }

    private TablePlan keyed(TableName name, Map<Setting, String> settings) {
        List<String> key = Settings.names(settings.get(Setting.TABLE_KEY));
        if (key.isEmpty()) {
            problem(name, Setting.TABLE_KEY, "missing; a keyed table needs the columns of a unique index");
        } else if (new HashSet<>(key).size() < key.size()) {
            problem(name, Setting.TABLE_KEY, "names a column twice");
        }
        IdStrategy ids = ids(settings);
        String instanceId = settings.get(Setting.TABLE_INSTANCE_ID);
        if (instanceId == null && ids != IdStrategy.LOOKUP) {
            problem(name, Setting.TABLE_INSTANCE_ID, "missing; ids=" + settings.get(Setting.TABLE_IDS) + " needs it");
        }
        return new TablePlan(
                name, TableClass.KEYED, key, instanceId, ids, name, null, settings.get(Setting.TABLE_FINISHED_WHEN));
    }

    private TablePlan child(TableName name, Map<Setting, String> settings) {
        String instanceId = settings.get(Setting.TABLE_INSTANCE_ID);
        if (instanceId == null) {
            problem(name, Setting.TABLE_INSTANCE_ID, "missing; a transient row must name its entity");
        }
        TableName entity = entity(name, settings.get(Setting.TABLE_ENTITY));
        IdStrategy ids = null;
        if (entity != null) {
            Map<Setting, String> parent = tables.get(entity);
            ids = ids(parent);
            if (settings.containsKey(Setting.TABLE_IDS) && ids(settings) != ids) {
                problem(name, Setting.TABLE_IDS, "differs from that of its entity " + entity + "; remove it");
            }
            if (!parent.containsKey(Setting.TABLE_INSTANCE_ID)) {
                problem(entity, Setting.TABLE_INSTANCE_ID, "missing; the transient table " + name + " refers to it");
            }
        }
        return new TablePlan(name, TableClass.TRANSIENT, List.of(), instanceId, ids, entity, null);
    }

    /** Null after a problem. */
    private TableName entity(TableName name, String written) {
        List<TableName> candidates = written == null
                ? keyed
                : keyed.stream().filter(TableName.parse(written)::mayBe).toList();
        if (candidates.size() == 1) {
            return candidates.get(0);
        }
        if (written != null && candidates.isEmpty()) {
            problem(name, Setting.TABLE_ENTITY, written + " is not a keyed table of the plan");
        } else if (candidates.isEmpty()) {
            problem(name, Setting.TABLE_ENTITY, "missing, and the plan has no keyed table");
        } else {
            problem(name, Setting.TABLE_ENTITY, "must name one of the keyed tables " + candidates);
        }
        return null;
    }

    private StoreId pinnedTo(TableName name, Map<Setting, String> settings) {
        String store = settings.get(Setting.TABLE_STORE);
        StoreId id = store == null ? stores.initial() : new StoreId(store);
        if (!id.equals(stores.initial()) && !id.equals(stores.target())) {
            problem(name, Setting.TABLE_STORE, id + " is neither " + stores.initial() + " nor " + stores.target());
        }
        return id;
    }

    private static IdStrategy ids(Map<Setting, String> settings) {
        return IdStrategy.valueOf(upper(settings.getOrDefault(Setting.TABLE_IDS, "lookup")));
    }

    private static String upper(String value) {
        return value.toUpperCase(Locale.ROOT);
    }

    private void problem(TableName table, Setting setting, String what) {
        problems.add(setting.key().replace("<name>", table.toString()) + ": " + what + ".");
    }
}
