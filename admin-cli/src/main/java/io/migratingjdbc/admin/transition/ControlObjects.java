package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.OwnObjects;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The project's own tables and functions in a store that was given up, without the table of fence rows. The migration's record is among
 * them only where another one has taken over.
 *
 * @param shared whether another migration uses them too: then only this one's rows go
 * @param keepsRecord whether the store has the only record of the migration
 * @param tables those that are there, unquoted
 * @param functions likewise
 */
record ControlObjects(
        ControlSchema control, boolean shared, boolean keepsRecord, List<String> tables, List<String> functions) {
    private static final String FENCE = "migrating_store";

    static ControlObjects read(Migration migration, MigrationView view, Role role, Connection store)
            throws SQLException {
        ControlSchema control = migration.control();
        List<String> tables = new ArrayList<>(OwnObjects.tables());
        boolean keepsRecord = keepsRecord(migration, view, role);
        if (!keepsRecord) {
            tables.addAll(OwnObjects.metadataTables(migration.plane().dialect()));
        }
        return new ControlObjects(
                control,
                others(store, control, FENCE, "migration") || others(store, control, OwnObjects.RECORD, "name"),
                keepsRecord,
                texts(
                        store,
                        "SELECT n FROM unnest(?) n WHERE to_regclass(%s || quote_ident(n)) IS NOT NULL",
                        control,
                        tables),
                texts(
                        store,
                        "SELECT n FROM unnest(?) n WHERE to_regprocedure(%s || quote_ident(n) || '()') IS NOT NULL",
                        control,
                        OwnObjects.functions()));
    }

    /**
     * The same, in the transaction that drops them: until its end no other migration can begin to use them.
     *
     * @param inTransaction with a lock timeout
     */
    static ControlObjects lock(Migration migration, MigrationView view, Role role, Connection inTransaction)
            throws SQLException {
        ControlSchema control = migration.control();
        for (String table : List.of(FENCE, OwnObjects.RECORD)) {
            if (Sql.exists(inTransaction, control.object(table))) {
                Sql.execute(inTransaction, "LOCK TABLE " + control.object(table) + " IN SHARE MODE");
            }
        }
        return read(migration, view, role, inTransaction);
    }

    private static boolean keepsRecord(Migration migration, MigrationView view, Role role) throws SQLException {
        if (!migration.plan().metadata().equals(view.store(role))) {
            return false;
        }
        boolean takenOver = view.phase() == Phase.COMPLETED
                && role == Role.INITIAL
                && migration
                        .plane()
                        .record()
                        .read(migration.stores().connection(Role.TARGET))
                        .filter(copy -> copy.phase() == Phase.COMPLETED && copy.epoch() >= view.epoch())
                        .isPresent();
        return !takenOver;
    }

    /** What stays, in words. */
    String left() {
        return "only its fence" + (keepsRecord ? " and the migration's record" : "")
                + (shared ? " and what another migration uses" : "");
    }

    /** What goes, in words. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        tables.forEach(table -> names.add(shared ? "rows of " + table : table));
        if (!shared) {
            functions.forEach(function -> names.add(function + "()"));
        }
        return names;
    }

    List<String> drops() {
        List<String> drops = new ArrayList<>();
        for (String table : tables) {
            String qualified = control.object(table);
            String key = table.equals(OwnObjects.RECORD) ? "name" : "migration";
            drops.add(
                    shared
                            ? "DELETE FROM " + qualified + " WHERE " + key + " = " + Sql.literal(control.migration())
                            : "DROP TABLE " + qualified);
        }
        if (!shared) {
            functions.forEach(function -> drops.add("DROP FUNCTION " + control.object(function) + "()"));
        }
        return drops;
    }

    private static boolean others(Connection store, ControlSchema control, String table, String key)
            throws SQLException {
        if (!Sql.exists(store, control.object(table))) {
            return false;
        }
        String sql = "SELECT EXISTS (SELECT FROM " + control.object(table) + " WHERE " + key + " <> ?)";
        try (PreparedStatement statement = store.prepareStatement(sql)) {
            statement.setString(1, control.migration());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** @param sql with %s for the schema */
    private static List<String> texts(Connection store, String sql, ControlSchema control, List<String> names)
            throws SQLException {
        String schema = Sql.literal(Sql.quote(control.schema()) + ".");
        List<String> texts = new ArrayList<>();
        try (PreparedStatement statement = store.prepareStatement(sql.formatted(schema))) {
            statement.setArray(1, Sql.texts(store, names));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
        }
        return texts;
    }
}
