package io.migratingjdbc.admin.chunk;

import io.migratingjdbc.internal.replicate.Sql;
import io.migratingjdbc.internal.replicate.StoreTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * Where the chunks of a table end: at most so many rows behind a key. To count rows the store has to walk through them; of a table that is
 * numbered with few gaps, the number says it.
 */
public final class Boundaries {
    private static final Set<String> NUMBERS = Set.of("smallint", "integer", "bigint");

    private final StoreTable table;
    private volatile boolean counted;

    public Boundaries(StoreTable table) {
        this.table = table;
        this.counted = table.key().size() != 1
                || !NUMBERS.contains(table.type(table.key().get(0)));
    }

    /** @return null where the table ends before */
    public List<String> behind(StorePair stores, List<String> after, int rows) throws SQLException {
        return counted
                ? stores.keyBehind(stores.source(), table, after, rows)
                : numberBehind(stores.source(), after, rows);
    }

    /** How many rows a chunk has turned out to have: if there are many gaps, rows are counted from now on. */
    public void held(KeyRange range, long rows) {
        if (!counted && range.after() != null && range.upTo() != null) {
            long numbers = Long.parseLong(range.upTo().get(0))
                    - Long.parseLong(range.after().get(0));
            counted = rows < numbers / 2;
        }
    }

    private List<String> numberBehind(Connection source, List<String> after, int rows) throws SQLException {
        String key = Sql.quote(table.key().get(0));
        // Not EXISTS: that there is nothing behind the last chunk would be found by reading all of the table.
        String sql = "SELECT last, (SELECT max(" + key + ") FROM " + table.qualified()
                + ") > last FROM (SELECT least(min(" + key + ")::numeric + " + (rows - 1)
                + ", 9223372036854775807)::bigint AS last FROM "
                + table.qualified() + new KeyRange(after, null).where(table) + ") AS chunk";
        try (PreparedStatement statement = source.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getBoolean(2) ? List.of(row.getString(1)) : null;
        }
    }
}
