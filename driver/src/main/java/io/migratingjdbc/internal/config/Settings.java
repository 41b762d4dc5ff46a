package io.migratingjdbc.internal.config;

import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the driver behaves during a migration: the settings that are not part of the plan.
 *
 * @param schema of the control tables
 * @param orderedCrossStore whether a transaction may change rows in both stores, one commit after the other
 * @param guard whether triggers guard keyed tables against other writers
 * @param safeFunctions lower case
 * @param census whether hosts record what statements they run
 * @param application null if it was not given
 */
public record Settings(
        String schema,
        Duration pollInterval,
        Duration lease,
        int launchTries,
        boolean orderedCrossStore,
        boolean guard,
        int sidePoolSize,
        Duration connectTimeout,
        int statementCacheSize,
        int lookupCacheSize,
        int gatherRows,
        Set<String> safeFunctions,
        boolean census,
        String application) {

    public Settings {
        safeFunctions = Set.copyOf(safeFunctions);
    }

    public static Settings defaults() {
        return of(Map.of());
    }

    /** @param given values within their bounds; what is missing has its default */
    public static Settings of(Map<Setting, String> given) {
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        Stream.of(Setting.values())
                .filter(setting -> setting.defaultValue() != null)
                .forEach(setting -> values.put(setting, setting.defaultValue()));
        values.putAll(given);
        return new Settings(
                values.get(Setting.SCHEMA),
                duration(values, Setting.POLL_INTERVAL),
                duration(values, Setting.LEASE),
                Integer.parseInt(values.get(Setting.LAUNCH_TRIES)),
                values.get(Setting.CROSS_STORE).equals("ordered"),
                values.get(Setting.GUARD).equals("on"),
                Integer.parseInt(values.get(Setting.SIDE_POOL_SIZE)),
                duration(values, Setting.CONNECT_TIMEOUT),
                Integer.parseInt(values.get(Setting.STATEMENT_CACHE_SIZE)),
                Integer.parseInt(values.get(Setting.LOOKUP_CACHE_SIZE)),
                Integer.parseInt(values.get(Setting.GATHER_ROWS)),
                names(values.get(Setting.SAFE_FUNCTIONS)).stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet()),
                values.get(Setting.CENSUS).equals("on"),
                values.get(Setting.APPLICATION));
    }

    /** A lease that runs out between two renewals would let a live host look dead. */
    void check() throws SQLException {
        if (lease.compareTo(pollInterval.multipliedBy(2)) < 0) {
            throw Problems.exception(Setting.LEASE.key() + "=" + DurationText.of(lease) + ": must be at least twice "
                    + Setting.POLL_INTERVAL.key() + ", which is " + DurationText.of(pollInterval) + ".");
        }
    }

    /** @param list names separated by commas, or null */
    static List<String> names(String list) {
        return list == null
                ? List.of()
                : Stream.of(list.split(",")).map(String::strip).toList();
    }

    private static Duration duration(Map<Setting, String> values, Setting setting) {
        return DurationText.parse(values.get(setting)).orElseThrow();
    }
}
