package io.migratingjdbc.admin.migration;

import io.migratingjdbc.internal.dialect.PostgresCatalog;
import io.migratingjdbc.internal.dialect.PostgresCatalog.ColumnSequence;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.model.TableSchema.Column;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads how the stores number the rows of the moved tables. */
public final class IdSequenceReader {
    private static final Map<String, Long> TYPE_MAX =
            Map.of("smallint", (long) Short.MAX_VALUE, "integer", (long) Integer.MAX_VALUE, "bigint", Long.MAX_VALUE);

    private final Migration migration;

    public IdSequenceReader(Migration migration) {
        this.migration = migration;
    }

    /**
     * Every column that both stores number, children's own numbers included: a reader of both stores tells rows by
     * them.
     */
    public List<IdSequence> read() throws SQLException {
        List<IdSequence> each = new ArrayList<>();
        for (TablePlan table : migration.moved()) {
            List<ColumnSequence> there = sequences(Role.TARGET, table);
            for (ColumnSequence here : sequences(Role.INITIAL, table)) {
                Optional<ColumnSequence> other = counterpart(here, there);
                Long columnMax = TYPE_MAX.get(type(table, here.column()));
                if (other.isPresent() && columnMax != null) {
                    each.add(pair(table.name(), here, other.get(), columnMax));
                }
            }
        }
        return each.stream().map(one -> together(one, each)).toList();
    }

    /** Numbers are free only where no column that takes them from the same sequence has them. */
    private static IdSequence together(IdSequence one, List<IdSequence> all) {
        return all.stream().filter(one::sharesSequence).reduce(one, IdSequence::together);
    }

    /** Of the same column; of several the one of the same name. */
    private static Optional<ColumnSequence> counterpart(ColumnSequence here, List<ColumnSequence> there) {
        return there.stream()
                .filter(other -> other.column().equals(here.column()))
                .min(Comparator.comparing(other -> !other.name().equals(here.name())));
    }

    private IdSequence pair(TableName table, ColumnSequence initial, ColumnSequence target, long columnMax)
            throws SQLException {
        // A sequence that was the target's of the last migration may wait above everything that was used.
        long begun = initial.lastValue() == null ? initial.start() - 1 : initial.lastValue();
        long used = Math.max(begun, Math.max(used(Role.INITIAL, table, initial), used(Role.TARGET, table, target)));
        long typeMax = Math.min(columnMax, Math.min(initial.typeMax(), target.typeMax()));
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
}
