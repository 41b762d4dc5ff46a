package io.migratingjdbc.admin.schema;

import io.migratingjdbc.admin.schema.StoreSchema.Place;
import io.migratingjdbc.internal.dialect.PostgresCatalog;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a store's schema in the transaction in which its connection is. Changes the transaction's search path. */
public final class StoreSchemaReader {
    /** Along the session's search path; else where the other store has it. */
    private static final String PLACES = """
        SELECT p.i, c.oid::bigint AS oid, quote_ident(n.nspname) AS schema,
            quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS qualified, p.found IS NOT NULL AS found
        FROM (SELECT i, fallback, to_regclass(coalesce(quote_ident(schema) || '.', '') || quote_ident(name)) AS found
            FROM unnest(?::text[], ?::text[], ?::text[]) WITH ORDINALITY AS u (schema, name, fallback, i)) p
        JOIN pg_class c ON c.oid = coalesce(p.found, to_regclass(p.fallback)) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
        JOIN pg_namespace n ON n.oid = c.relnamespace ORDER BY p.i
        """;

    private final Connection connection;
    private final List<TableName> names;
    private final List<SchemaObject> objects = new ArrayList<>();
    private final Map<TableName, Place> places = new LinkedHashMap<>();

    private StoreSchemaReader(Connection connection, List<TableName> names) {
        this.connection = connection;
        this.names = names;
    }

    /** These tables as far as they exist, and what they use. */
    public static StoreSchema read(Connection inTransaction, List<TableName> tables) throws SQLException {
        StoreSchemaReader reader = new StoreSchemaReader(inTransaction, tables);
        reader.places(Map.of());
        reader.shared(reader.used());
        return reader.withTables();
    }

    /** These tables as far as they exist, and what they use in the other store, as far as it exists. */
    public static StoreSchema readLike(StoreSchema other, Connection inTransaction, List<TableName> tables)
            throws SQLException {
        StoreSchemaReader reader = new StoreSchemaReader(inTransaction, tables);
        reader.places(other.tables());
        Map<ObjectKind, List<String>> wanted = new EnumMap<>(ObjectKind.class);
        StoreSchema here = other.inSchemasOf(new StoreSchema(reader.places, List.of()));
        for (ObjectKind kind : ObjectKind.values()) {
            wanted.put(kind, here.names(kind));
        }
        reader.shared(wanted);
        return reader.withTables();
    }

    private void places(Map<TableName, Place> others) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PLACES)) {
            statement.setArray(1, texts(names.stream().map(TableName::schema).toList()));
            statement.setArray(2, texts(names.stream().map(TableName::name).toList()));
            statement.setArray(
                    3,
                    texts(names.stream()
                            .map(name ->
                                    others.containsKey(name) ? others.get(name).qualified() : null)
                            .toList()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    places.put(
                            names.get(row.getInt("i") - 1),
                            new Place(
                                    row.getLong("oid"),
                                    row.getString("schema"),
                                    row.getString("qualified"),
                                    row.getBoolean("found")));
                }
            }
        }
        Sql.execute(connection, "SET LOCAL search_path = ''");
    }

    private Map<ObjectKind, List<String>> used() throws SQLException {
        Map<ObjectKind, List<String>> used = new EnumMap<>(ObjectKind.class);
        try (PreparedStatement statement = connection.prepareStatement(SharedCatalog.USED)) {
            statement.setArray(1, oids());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    used.computeIfAbsent(ObjectKind.valueOf(row.getString("kind")), kind -> new ArrayList<>())
                            .add(row.getString("name"));
                }
            }
        }
        return used;
    }

    private void shared(Map<ObjectKind, List<String>> wanted) throws SQLException {
        String collation = new PostgresCatalog().collation(connection);
        all(ObjectKind.DATABASE, SharedCatalog.DATABASE);
        SchemaObject database = objects.remove(0);
        Map<String, String> attributes = new LinkedHashMap<>(database.attributes());
        attributes.put("collation", collation);
        objects.add(new SchemaObject(ObjectKind.DATABASE, null, "", database.name(), null, attributes));
        named(ObjectKind.EXTENSION, SharedCatalog.EXTENSIONS, wanted);
        named(ObjectKind.SCHEMA, SharedCatalog.SCHEMAS, wanted);
        named(ObjectKind.COLLATION, SharedCatalog.COLLATIONS, wanted);
        named(ObjectKind.TYPE, SharedCatalog.TYPES, wanted);
        named(ObjectKind.FUNCTION, SharedCatalog.FUNCTIONS, wanted);
        named(ObjectKind.SEQUENCE, SharedCatalog.SEQUENCES, wanted);
    }

    private StoreSchema withTables() throws SQLException {
        ofTables(ObjectKind.SEQUENCE, TableCatalog.SEQUENCES);
        ofTables(ObjectKind.TABLE, TableCatalog.TABLES);
        ofTables(ObjectKind.COLUMN, TableCatalog.COLUMNS);
        ofTables(ObjectKind.PARTITION, TableCatalog.PARTITIONS);
        ofTables(ObjectKind.PRIMARY_KEY, TableCatalog.CONSTRAINTS, "p");
        ofTables(ObjectKind.UNIQUE_KEY, TableCatalog.INDEXES, true);
        ofTables(ObjectKind.CHECK, TableCatalog.CONSTRAINTS, "c");
        ofTables(ObjectKind.EXCLUSION, TableCatalog.CONSTRAINTS, "x");
        ofTables(ObjectKind.INDEX, TableCatalog.INDEXES, false);
        ofTables(ObjectKind.FOREIGN_KEY, TableCatalog.CONSTRAINTS, "f");
        return new StoreSchema(Map.copyOf(places), List.copyOf(objects));
    }

    private void all(ObjectKind kind, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            add(kind, statement, List.of());
        }
    }

    private void named(ObjectKind kind, String sql, Map<ObjectKind, List<String>> wanted) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, texts(wanted.getOrDefault(kind, List.of())));
            add(kind, statement, List.of());
        }
    }

    private void ofTables(ObjectKind kind, String sql, Object... more) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, oids());
            for (int i = 0; i < more.length; i++) {
                statement.setObject(i + 2, more[i]);
            }
            add(kind, statement, List.copyOf(present()));
        }
    }

    /** @param tables those that the query was about, in its order; empty for what tables share */
    private void add(ObjectKind kind, PreparedStatement statement, List<TableName> tables) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            ResultSetMetaData columns = row.getMetaData();
            while (row.next()) {
                Map<String, String> attributes = new LinkedHashMap<>();
                boolean owned = columns.getColumnLabel(1).equals("i");
                for (int column = owned ? 5 : 4; column <= columns.getColumnCount(); column++) {
                    attributes.put(columns.getColumnLabel(column), row.getString(column));
                }
                TableName table = owned ? tables.get(row.getInt("i") - 1) : null;
                objects.add(new SchemaObject(
                        kind, table, row.getString("key"), row.getString("name"), row.getString("ddl"), attributes));
            }
        }
    }

    private List<TableName> present() {
        return names.stream().filter(places::containsKey).toList();
    }

    private Array oids() throws SQLException {
        return connection.createArrayOf(
                "bigint", present().stream().map(name -> places.get(name).oid()).toArray());
    }

    private Array texts(List<String> values) throws SQLException {
        return connection.createArrayOf("text", values.toArray());
    }
}
