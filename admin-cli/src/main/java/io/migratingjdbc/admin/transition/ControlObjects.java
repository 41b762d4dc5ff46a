package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The project's own tables and functions in a store that was given up, without the table of fence rows.
 *
 * @param shared whether another migration uses them too: then only this one's rows go
 * @param tables unquoted
 * @param functions with their arguments' types
 */
record ControlObjects(String schema, String migration, boolean shared, List<String> tables, List<String> functions) {
    private static final String FENCE = "migrating_store";
    private static final String TABLES = """
        SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = ? AND c.relkind = 'r' AND c.relname LIKE 'migrating\\_%' AND c.relname <> ? ORDER BY 1
        """;
    private static final String FUNCTIONS = """
        SELECT p.oid::regprocedure::text FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = ? AND p.proname LIKE 'migrating\\_%' ORDER BY 1
        """;

    static ControlObjects read(Migration migration, Role role) throws SQLException {
        String schema = migration.plane().schema();
        String fences = migration.plane().dialect().qualified(schema, FENCE);
        String name = migration.plan().name();
        return new ControlObjects(
                schema,
                name,
                !texts(migration, role, "SELECT migration FROM " + fences + " WHERE migration <> ?", name)
                        .isEmpty(),
                texts(migration, role, TABLES, schema, FENCE),
                texts(migration, role, FUNCTIONS, schema));
    }

    /** What goes, in words. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        tables.forEach(table -> names.add(shared ? "rows of " + table : table));
        if (!shared) {
            names.addAll(functions);
        }
        return names;
    }

    List<String> drops() {
        List<String> drops = new ArrayList<>();
        for (String table : tables) {
            String qualified = Sql.quote(schema) + "." + Sql.quote(table);
            String key = table.equals("migrating_migration") ? "name" : "migration";
            drops.add(
                    shared
                            ? "DELETE FROM " + qualified + " WHERE " + key + " = " + Sql.literal(migration)
                            : "DROP TABLE " + qualified);
        }
        if (!shared) {
            functions.forEach(function -> drops.add("DROP FUNCTION " + function));
        }
        return drops;
    }

    private static List<String> texts(Migration migration, Role role, String sql, Object... values)
            throws SQLException {
        List<String> texts = new ArrayList<>();
        try (PreparedStatement statement = migration.stores().connection(role).prepareStatement(sql)) {
            Sql.bind(statement, values);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
        }
        return texts;
    }
}
