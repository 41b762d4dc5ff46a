package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.internal.dialect.PostgresCatalog;
import io.migratingjdbc.internal.dialect.PostgresCatalog.ColumnSequence;
import io.migratingjdbc.internal.model.IdRanges;
import io.migratingjdbc.internal.model.IdStrategy;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.StoreId;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.model.TableSchema.Column;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Keeps the numbers that the two stores give out apart. The initial store's sequence gets a largest value, the
 * target's starts above it, so that even a store that is used for longer than expected fails rather than give
 * out a number twice.
 */
final class IdSequences {
    private final Migration migration;
    private final FoundSequences found;

    IdSequences(Migration migration) {
        this.migration = migration;
        this.found = new FoundSequences(new Replication(migration).control());
    }

    /**
     * Every numbered column of a moved table, children's own numbers included: a reader of both stores tells
     * rows by them.
     */
    List<IdSequence> all() throws SQLException {
        List<IdSequence> all = new ArrayList<>();
        for (TablePlan table : migration.plan().tables()) {
            if (table.tableClass() == TableClass.PINNED) {
                continue;
            }
            for (ColumnSequence initial : sequences(Role.INITIAL, table)) {
                Optional<ColumnSequence> target = sequences(Role.TARGET, table).stream()
                        .filter(other -> other.column().equals(initial.column()))
                        .findFirst();
                Long typeMax = IdSequence.typeMax(type(table, initial.column()));
                if (target.isPresent() && typeMax != null) {
                    all.add(pair(table.name(), initial, target.get(), typeMax));
                }
            }
        }
        return all;
    }

    /** The ranges that hosts route by, of sequences that are apart. */
    IdRanges ranges(List<IdSequence> sequences) {
        StoreId initial = migration.storeId(Role.INITIAL);
        StoreId target = migration.storeId(Role.TARGET);
        Map<TableName, NavigableMap<Long, StoreId>> ranges = new TreeMap<>();
        for (IdSequence sequence : sequences) {
            if (routed(sequence)) {
                ranges.put(sequence.table(), new TreeMap<>(Map.of(0L, initial, sequence.boundary(), target)));
            }
        }
        return new IdRanges(ranges);
    }

    /** Sets apart those sequences that are not; only while the record is as it was read. */
    void setApart(MigrationView view) throws SQLException {
        for (IdSequence sequence : all()) {
            // Read again each time: several columns may share one sequence.
            IdSequence now = current(sequence);
            if (!now.apart()) {
                long boundary = now.newBoundary();
                long first = now.firstValue(boundary);
                GuardedChange change = new GuardedChange(migration, view);
                change.run(
                        Role.TARGET,
                        connection -> change(
                                connection,
                                now.target(),
                                "MINVALUE " + first + " START WITH " + first + " RESTART WITH " + first
                                        + (now.target().max() < now.typeMax() ? " NO MAXVALUE" : "")));
                change.run(
                        Role.INITIAL,
                        connection ->
                                change(connection, now.initial(), "MAXVALUE " + now.lastValue(boundary) + " NO CYCLE"));
            }
        }
    }

    private IdSequence current(IdSequence sequence) throws SQLException {
        return all().stream()
                .filter(now ->
                        now.table().equals(sequence.table()) && now.column().equals(sequence.column()))
                .findFirst()
                .orElse(sequence);
    }

    /** Whether the driver tells the store by this column's number. */
    private boolean routed(IdSequence sequence) {
        TablePlan table = migration.plan().table(sequence.table()).orElseThrow();
        if (table.tableClass() == TableClass.IMMUTABLE) {
            return true;
        }
        return table.tableClass() == TableClass.KEYED
                && table.ids() == IdStrategy.RANGE
                && sequence.column().equals(table.instanceId());
    }

    private IdSequence pair(TableName table, ColumnSequence initial, ColumnSequence target, long typeMax)
            throws SQLException {
        // A sequence that was the target's of the last migration may wait above everything that was used.
        long begun = initial.lastValue() == null ? initial.start() - 1 : initial.lastValue();
        long used = Math.max(begun, Math.max(used(Role.INITIAL, table, initial), used(Role.TARGET, table, target)));
        return new IdSequence(table, initial.column(), initial, target, typeMax, used);
    }

    /** Rows may have got numbers that no sequence gave out. */
    private long used(Role role, TableName table, ColumnSequence sequence) throws SQLException {
        String column = migration.plane().dialect().quote(sequence.column());
        try (Statement statement = migration.stores().connection(role).createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT coalesce(max(" + column + "), 0) FROM " + migration.sqlName(role, table))) {
            row.next();
            long given = sequence.lastValue() == null ? 0 : sequence.lastValue();
            return Math.max(0, Math.max(row.getLong(1), given));
        }
    }

    private List<ColumnSequence> sequences(Role role, TablePlan table) throws SQLException {
        return new PostgresCatalog().sequences(migration.stores().connection(role), List.of(table.name()));
    }

    private String type(TablePlan table, String column) throws SQLException {
        return migration
                .schemas(Role.INITIAL)
                .get(table.name())
                .column(column)
                .map(Column::type)
                .orElse("");
    }

    private void change(Connection inTransaction, ColumnSequence sequence, String change) throws SQLException {
        found.note(inTransaction, sequence);
        try (Statement statement = inTransaction.createStatement()) {
            statement.execute("ALTER SEQUENCE "
                    + migration.plane().dialect().qualified(sequence.schema(), sequence.name()) + " " + change);
        }
    }
}
