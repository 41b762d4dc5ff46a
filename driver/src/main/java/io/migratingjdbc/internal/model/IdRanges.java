package io.migratingjdbc.internal.model;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which store made which numeric ids, per table: each entry of the inner map is the first id of a range that
 * belongs to that store and ends where the next begins. Set up by the CLI when a migration starts.
 */
public record IdRanges(Map<TableName, NavigableMap<Long, StoreId>> starts) {
    public static final IdRanges NONE = new IdRanges(Map.of());

    /** The store whose range holds the id; empty if the table has no ranges or the id is below the first. */
    public Optional<StoreId> storeOf(TableName table, long id) {
        return Optional.ofNullable(starts.get(table))
                .map(ranges -> ranges.floorEntry(id))
                .map(Map.Entry::getValue);
    }

    /** One line for the migration record: {@code orders=0:pg1,1000000:pg2;lines=...}. */
    public String text() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(starts).forEach((table, ranges) -> {
            text.append(text.isEmpty() ? "" : ";")
                    .append(escaped(table.toString()))
                    .append('=');
            text.append(String.join(
                    ",",
                    ranges.entrySet().stream()
                            .map(range -> range.getKey() + ":" + range.getValue())
                            .toList()));
        });
        return text.toString();
    }

    public static IdRanges ofText(String text) {
        Map<TableName, NavigableMap<Long, StoreId>> starts = new TreeMap<>();
        for (String table : text.isEmpty() ? new String[0] : text.split(";")) {
            int equals = table.indexOf('=');
            NavigableMap<Long, StoreId> ranges = new TreeMap<>();
            for (String range : table.substring(equals + 1).split(",")) {
                int colon = range.lastIndexOf(':');
                ranges.put(Long.parseLong(range.substring(0, colon)), new StoreId(range.substring(colon + 1)));
            }
            starts.put(TableName.parse(plain(table.substring(0, equals))), ranges);
        }
        return new IdRanges(starts);
    }

    /** A table's name may hold what the text is put together with. */
    private static String escaped(String name) {
        return name.replace("%", "%25").replace(";", "%3B").replace("=", "%3D");
    }

    private static String plain(String escaped) {
        return escaped.replace("%3D", "=").replace("%3B", ";").replace("%25", "%");
    }
}
