package io.migratingjdbc.internal.config;

import io.migratingjdbc.internal.model.TableName;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The settings that were given, each known and within its bounds; no defaults.
 *
 * @param values the settings that are not a table's
 * @param tables each table's own settings
 */
record Given(Map<Setting, String> values, Map<TableName, Map<Setting, String>> tables) {

    /** @throws SQLException 08004 that names every unknown key and every value out of bounds */
    static Given of(Map<String, String> written) throws SQLException {
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        Map<TableName, Map<Setting, String>> tables = new TreeMap<>();
        Problems problems = new Problems();
        new TreeMap<>(written).forEach((key, text) -> {
            SettingKey known = SettingKey.of(key).orElse(null);
            // A password keeps its spaces.
            String value = known == null || known.setting().isFreeText() ? text : text.strip();
            if (known == null) {
                problems.add("Unknown setting " + key + ". Did you mean " + SettingKey.nearest(key) + "?");
            } else if (known.table() != null && !Kind.TABLE.allows(known.table())) {
                problems.add(key + ": \"" + known.table() + "\" is not " + Kind.TABLE.form() + ".");
            } else if (!known.setting().allows(value)) {
                problems.add(key + "=" + value + ": must be " + known.setting().form() + ".");
            } else if (known.table() != null) {
                tables.computeIfAbsent(TableName.parse(known.table()), name -> new EnumMap<>(Setting.class))
                        .put(known.setting(), value);
            } else {
                values.put(known.setting(), value);
            }
        });
        problems.throwIfAny();
        return new Given(values, tables);
    }

    /** Null if it was not given. */
    String get(Setting setting) {
        return values.get(setting);
    }

    /** The keys alone: values may be passwords. */
    @Override
    public String toString() {
        return "given: " + values.keySet() + " and tables " + tables.keySet();
    }

    /** Whether anything says what is to be migrated; without that the driver only passes through. */
    boolean describesMigration() {
        return !tables.isEmpty() || values.keySet().stream().anyMatch(Setting::ofPlan);
    }
}
