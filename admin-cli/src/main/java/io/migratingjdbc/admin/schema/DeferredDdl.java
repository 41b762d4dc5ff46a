package io.migratingjdbc.admin.schema;

import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.OwnObjects;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Indexes and foreign keys that the target gets when the rows are there: filling a table is faster without them.
 *
 * <p>Invariant: what is put off is noted in the target in the transaction that creates the tables, and forgotten when it is there. The table
 * of the notes goes with the last of them.
 */
public final class DeferredDdl {
    private static final String UNDEFINED_TABLE = "42P01";
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('migrating ddl', 0))";

    private final ControlSchema control;
    private final String table;

    public DeferredDdl(ControlSchema control) {
        this.control = control;
        this.table = control.object(OwnObjects.DEFERRED_DDL);
    }

    /** Notes what is to be made later. */
    void defer(Connection inTransaction, List<SchemaObject> objects, StoreSchema schema) throws SQLException {
        if (objects.isEmpty()) {
            return;
        }
        install(inTransaction);
        String sql = "INSERT INTO " + table
                + " AS d (migration, table_name, kind, name, qualified, definition, ddl) VALUES (?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (migration, table_name, kind, name) DO UPDATE SET qualified = excluded.qualified,"
                + " definition = excluded.definition, ddl = excluded.ddl";
        try (PreparedStatement statement = inTransaction.prepareStatement(sql)) {
            for (SchemaObject object : objects) {
                Sql.bind(
                        statement,
                        control.migration(),
                        object.table().toString(),
                        object.kind().name(),
                        object.name(),
                        schema.tables().get(object.table()).qualified(),
                        object.key(),
                        object.ddl());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private void install(Connection inTransaction) throws SQLException {
        Sql.execute(inTransaction, LOCK);
        if (!exists(inTransaction, "to_regnamespace", Sql.quote(control.schema()))) {
            Sql.execute(inTransaction, "CREATE SCHEMA " + Sql.quote(control.schema()));
        }
        Sql.execute(inTransaction, """
            CREATE TABLE IF NOT EXISTS %s (
                migration text NOT NULL,
                table_name text NOT NULL,
                kind text NOT NULL,
                name text NOT NULL,
                qualified text NOT NULL,
                definition text NOT NULL,
                ddl text NOT NULL,
                PRIMARY KEY (migration, table_name, kind, name))
            """.formatted(table));
    }

    /** What is yet to be made for tables. */
    public List<String> waiting(Connection target, Collection<TableName> tables) throws SQLException {
        return pending(target).stream()
                .filter(each -> tables.contains(each.table()))
                .map(DeferredObject::text)
                .toList();
    }

    Set<SchemaObject.Identity> identities(Connection target) throws SQLException {
        Set<SchemaObject.Identity> identities = new HashSet<>();
        for (DeferredObject object : pending(target)) {
            identities.add(new SchemaObject.Identity(object.kind(), object.table(), object.definition()));
        }
        return identities;
    }

    /** Brings over the rows to which rows in the target refer. */
    @FunctionalInterface
    public interface Parents {
        void carry() throws SQLException;
    }

    /**
     * Makes what is waiting for these tables, whoever put it off: indexes without keeping writers away, then foreign keys, whose rows are
     * checked without a lock on them. May be stopped anywhere and run again, and by several processes at once.
     *
     * @param target in autocommit mode, and the caller gives it up afterwards: the session's settings are changed
     * @param parents called when new rows are held to a foreign key, and before those that were there are checked
     * @param progress told what is done, before and after
     * @return what this process has made
     */
    public List<String> apply(
            Connection target, Collection<TableName> tables, Parents parents, Consumer<String> progress)
            throws SQLException {
        List<DeferredObject> waiting = pending(target).stream()
                .filter(each -> tables.contains(each.table()))
                .toList();
        Sql.execute(target, "SET search_path = ''; SET statement_timeout = 0; SET synchronous_commit = on");
        DeferredWork work = new DeferredWork(target, parents, progress, DeferredWork.SHORT_WHILE);
        List<String> made = new ArrayList<>();
        for (DeferredObject object : waiting) {
            boolean mine = work.alone(object, () -> isWaiting(target, object), () -> {
                work.make(object);
                forget(target, object);
            });
            if (mine) {
                made.add(object.text());
            }
        }
        dropIfEmpty(target);
        return made;
    }

    private List<DeferredObject> pending(Connection target) throws SQLException {
        if (!exists(target, "to_regclass", table)) {
            return List.of();
        }
        List<DeferredObject> pending = new ArrayList<>();
        String sql = "SELECT table_name, kind, name, qualified, definition, ddl FROM " + table
                + " WHERE migration = ? ORDER BY kind DESC, table_name, name";
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            Sql.bind(statement, control.migration());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    pending.add(new DeferredObject(
                            ObjectKind.valueOf(row.getString(2)),
                            TableName.parse(row.getString(1)),
                            row.getString(3),
                            row.getString(4),
                            row.getString(5),
                            row.getString(6)));
                }
            }
        } catch (SQLException failed) {
            // Another process may have made the last of them since the look above.
            if (!UNDEFINED_TABLE.equals(failed.getSQLState())) {
                throw failed;
            }
        }
        return pending;
    }

    private boolean isWaiting(Connection target, DeferredObject object) throws SQLException {
        return pending(target).contains(object);
    }

    private void forget(Connection target, DeferredObject object) throws SQLException {
        String sql = "DELETE FROM " + table + " WHERE migration = ? AND table_name = ? AND kind = ? AND name = ?";
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            Sql.bind(
                    statement,
                    control.migration(),
                    object.table().toString(),
                    object.kind().name(),
                    object.name());
            statement.executeUpdate();
        }
    }

    private void dropIfEmpty(Connection target) throws SQLException {
        Sql.inTransaction(target, () -> {
            Sql.execute(target, LOCK);
            if (exists(target, "to_regclass", table) && isEmpty(target)) {
                Sql.execute(target, "DROP TABLE " + table);
            }
            return null;
        });
    }

    private boolean isEmpty(Connection target) throws SQLException {
        try (PreparedStatement statement = target.prepareStatement("SELECT NOT EXISTS (SELECT FROM " + table + ")");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static boolean exists(Connection connection, String lookUp, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT " + lookUp + "(?) IS NOT NULL")) {
            Sql.bind(statement, name);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}
