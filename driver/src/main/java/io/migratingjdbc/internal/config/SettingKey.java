package io.migratingjdbc.internal.config;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * A key as it was written, recognised.
 *
 * @param table the table's name for a table's setting, else null
 */
record SettingKey(Setting setting, String table) {
    private static final String TABLE = "migrating.table.";

    /** Empty if no setting has this key. */
    static Optional<SettingKey> of(String key) {
        int dot = key.lastIndexOf('.');
        if (key.startsWith(TABLE) && dot > TABLE.length()) {
            String table = key.substring(TABLE.length(), dot);
            return Setting.ofTableAttribute(key.substring(dot + 1)).map(setting -> new SettingKey(setting, table));
        }
        return Setting.ofKey(key).map(setting -> new SettingKey(setting, null));
    }

    /** The known key that needs the fewest changes; for a table's setting with the table's name in its place. */
    static String nearest(String key) {
        int dot = key.lastIndexOf('.');
        String table = key.startsWith(TABLE) && dot > TABLE.length() ? key.substring(TABLE.length(), dot) : "<name>";
        String written = key.toLowerCase(Locale.ROOT);
        return Arrays.stream(Setting.values())
                .map(setting -> setting.key().replace("<name>", table))
                .min(Comparator.comparingInt(known -> distance(written, known.toLowerCase(Locale.ROOT))))
                .orElseThrow();
    }

    /** Levenshtein's: insertions, deletions and replacements of one character. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
