package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.IdSequence;
import io.migratingjdbc.admin.migration.IdSequenceReader;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.internal.dialect.PostgresCatalog.ColumnSequence;
import io.migratingjdbc.internal.model.IdRanges;
import io.migratingjdbc.internal.model.IdStrategy;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.StoreId;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TablePlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
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
        this.found = new FoundSequences(migration.control());
    }

    /** Every column that both stores number. */
    List<IdSequence> all() throws SQLException {
        return new IdSequenceReader(migration).read();
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
                        connection -> change(
                                connection,
                                now.initial(),
                                "MAXVALUE " + lastValue(connection, now, boundary) + " NO CYCLE"));
            }
        }
    }

    /** A bound that was kept, because rows are numbered beyond it, is not lifted. */
    private long lastValue(Connection initial, IdSequence sequence, long boundary) throws SQLException {
        ColumnSequence numbering = sequence.initial();
        String name = migration.plane().dialect().qualified(numbering.schema(), numbering.name());
        long last = sequence.lastValue(boundary);
        return new NumbersBeyond(initial, name).column(numbering.max()).isPresent()
                ? Math.min(numbering.max(), last)
                : last;
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

    private void change(Connection inTransaction, ColumnSequence sequence, String change) throws SQLException {
        found.note(inTransaction, sequence);
        try (Statement statement = inTransaction.createStatement()) {
            statement.execute("ALTER SEQUENCE "
                    + migration.plane().dialect().qualified(sequence.schema(), sequence.name()) + " " + change);
        }
    }
}
