package io.migratingjdbc.admin.schema;

import io.migratingjdbc.admin.schema.LiveTable.Activity;
import io.migratingjdbc.admin.schema.LiveTable.Column;
import io.migratingjdbc.admin.schema.LiveTable.ForeignKey;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TableSchema.UniqueKey;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads all tables of the application from PostgreSQL's catalog and statistics; reads nothing of their rows. */
public final class SchemaReader {
    /** The tables of the application: no system's, no partitions (their parent stands for them), none of our own. */
    private static final String TABLES = """
        WITH t AS (
            SELECT c.oid, n.nspname, c.relname, pg_table_is_visible(c.oid) AS visible
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
              AND n.nspname NOT IN ('information_schema') AND n.nspname NOT LIKE 'pg\\_%'
              AND c.relname NOT LIKE 'migrating\\_%')
        """;

    private static final String ACTIVITY = TABLES + """
        SELECT t.*, coalesce(s.n_tup_ins, 0) AS inserted, coalesce(s.n_tup_upd, 0) AS updated,
               coalesce(s.n_tup_del, 0) AS deleted, coalesce(s.n_live_tup, 0) AS live
        FROM t LEFT JOIN pg_stat_user_tables s ON s.relid = t.oid
        ORDER BY t.nspname, t.relname
        """;

    private static final String COLUMNS = TABLES + """
        SELECT t.oid, a.attname, format_type(a.atttypid, NULL) AS type, a.atthasdef OR a.attidentity <> '' AS defaulted,
               a.attidentity <> '' OR coalesce(pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%', false) AS generated
        FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        ORDER BY t.oid, a.attnum
        """;

    /** Only indexes that make the listed columns unique for every row. */
    private static final String UNIQUE_KEYS = TABLES + """
        SELECT t.oid, i.relname, x.indisprimary,
               (SELECT array_agg(a.attname::text ORDER BY k.ord)
                FROM unnest(x.indkey::int2[]) WITH ORDINALITY k(num, ord)
                JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.num
                WHERE k.ord <= x.indnkeyatts) AS columns
        FROM t JOIN pg_index x ON x.indrelid = t.oid JOIN pg_class i ON i.oid = x.indexrelid
        WHERE x.indisunique AND x.indisvalid AND x.indpred IS NULL AND x.indexprs IS NULL
        ORDER BY t.oid, x.indisprimary DESC, i.relname
        """;

    private static final String FOREIGN_KEYS = TABLES + """
        SELECT t.oid, f.conname, f.confrelid,
               (SELECT array_agg(a.attname::text ORDER BY k.ord) FROM unnest(f.conkey) WITH ORDINALITY k(num, ord)
                JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.num) AS columns,
               (SELECT array_agg(a.attname::text ORDER BY k.ord) FROM unnest(f.confkey) WITH ORDINALITY k(num, ord)
                JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.num) AS referred
        FROM t JOIN pg_constraint f ON f.conrelid = t.oid AND f.contype = 'f' AND f.conparentid = 0
        ORDER BY t.oid, f.conname
        """;

    private final Connection connection;

    public SchemaReader(Connection connection) {
        this.connection = connection;
    }

    public List<LiveTable> tables() throws SQLException {
        Map<Long, TableName> names = new LinkedHashMap<>();
        Map<Long, Activity> activities = new LinkedHashMap<>();
        each(ACTIVITY, row -> {
            String schema = row.getBoolean("visible") ? null : row.getString("nspname");
            names.put(row.getLong("oid"), new TableName(schema, row.getString("relname")));
            activities.put(
                    row.getLong("oid"),
                    new Activity(
                            row.getLong("inserted"),
                            row.getLong("updated"),
                            row.getLong("deleted"),
                            row.getLong("live")));
        });
        Map<Long, List<Column>> columns = new LinkedHashMap<>();
        each(COLUMNS, row -> add(columns, row, column(row)));
        Map<Long, List<UniqueKey>> keys = new LinkedHashMap<>();
        each(UNIQUE_KEYS, row -> add(keys, row, key(row)));
        Map<Long, List<ForeignKey>> references = new LinkedHashMap<>();
        each(FOREIGN_KEYS, row -> {
            TableName referred = names.get(row.getLong("confrelid"));
            if (referred != null) {
                add(references, row, foreignKey(row, referred));
            }
        });
        List<LiveTable> tables = new ArrayList<>();
        names.forEach((oid, name) -> tables.add(new LiveTable(
                name,
                columns.getOrDefault(oid, List.of()),
                keys.getOrDefault(oid, List.of()),
                references.getOrDefault(oid, List.of()),
                activities.get(oid))));
        return tables;
    }

    private static Column column(ResultSet row) throws SQLException {
        return new Column(
                row.getString("attname"),
                row.getString("type"),
                row.getBoolean("generated"),
                row.getBoolean("defaulted"));
    }

    private static UniqueKey key(ResultSet row) throws SQLException {
        return new UniqueKey(
                row.getString("relname"), strings(row.getArray("columns")), row.getBoolean("indisprimary"));
    }

    private static ForeignKey foreignKey(ResultSet row, TableName referred) throws SQLException {
        return new ForeignKey(
                row.getString("conname"),
                strings(row.getArray("columns")),
                referred,
                strings(row.getArray("referred")));
    }

    private static List<String> strings(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }

    private static <T> void add(Map<Long, List<T>> lists, ResultSet row, T value) throws SQLException {
        lists.computeIfAbsent(row.getLong("oid"), oid -> new ArrayList<>()).add(value);
    }

    private void each(String sql, RowConsumer consumer) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                consumer.accept(rows);
            }
        }
    }

    private interface RowConsumer {
        void accept(ResultSet row) throws SQLException;
    }
}
