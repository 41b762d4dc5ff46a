package io.migratingjdbc.internal.launch;

import io.migratingjdbc.internal.dialect.Dialect;
import io.migratingjdbc.internal.model.TableSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Looks for keys in a store: which of the given rows have a row with equal values in these columns (protocol section 4 step 2). One
 * round trip for any number of rows up to {@link #ROWS_AT_ONCE}; NULL equals nothing, as in a unique index.
 *
 * <p>Must be given a connection that is in no transaction, on the store's primary: the answer has to be a fresh committed read.
 */
public final class KeyCheck {
    /** The name of a row that is looked at. */
    public static final String ROW = "held";

    /** PostgreSQL takes at most 65535 parameters in one statement. */
    private static final int ROWS_AT_ONCE = 5_000;

    private final TableSchema table;
    private final List<String> columns;
    private final Dialect dialect;
    private final String condition;

    public KeyCheck(TableSchema table, List<String> columns, Dialect dialect) {
        this(table, columns, dialect, "");
    }

    /** @param condition what else a row {@link #ROW} must meet, as SQL; empty for nothing */
    public KeyCheck(TableSchema table, List<String> columns, Dialect dialect, String condition) {
        this.table = table;
        this.columns = List.copyOf(columns);
        this.dialect = dialect;
        this.condition = condition;
    }

    /** The indexes (from 0) of the rows whose values a row of the store has. */
    public SortedSet<Integer> hits(Connection store, List<List<Cell>> rows) throws SQLException {
        return read(store, rows, false);
    }

    /** The same, and the rows that were found stay locked until the transaction of the connection ends. */
    public SortedSet<Integer> lock(Connection inTransaction, List<List<Cell>> rows) throws SQLException {
        return read(inTransaction, rows, true);
    }

    /** Rows that are looked for by one key. */
    public record Wanted(KeyCheck check, List<List<Cell>> rows) {}

    /** Looks for several keys, each of the same number of rows, in the same round trip; the hits of each. */
    public static List<SortedSet<Integer>> hitsOfEach(Connection store, List<Wanted> wanted) throws SQLException {
        List<SortedSet<Integer>> hits = new ArrayList<>();
        wanted.forEach(key -> hits.add(new TreeSet<>()));
        int count = wanted.get(0).rows().size();
        int atOnce = ROWS_AT_ONCE / wanted.size();
        for (int from = 0; from < count; from += atOnce) {
            int to = Math.min(count, from + atOnce);
            List<String> texts = new ArrayList<>();
            for (int key = 0; key < wanted.size(); key++) {
                texts.add(wanted.get(key).check().text(to - from, false, "SELECT " + key + ", wanted.row"));
            }
            try (PreparedStatement statement = store.prepareStatement(String.join(" UNION ALL ", texts))) {
                int position = 1;
                for (Wanted key : wanted) {
                    for (List<Cell> row : key.rows().subList(from, to)) {
                        for (Cell cell : row) {
                            cell.bind(statement, position++);
                        }
                    }
                }
                try (ResultSet found = statement.executeQuery()) {
                    while (found.next()) {
                        hits.get(found.getInt(1)).add(from + found.getInt(2));
                    }
                }
            }
        }
        return hits;
    }

    private SortedSet<Integer> read(Connection store, List<List<Cell>> rows, boolean lock) throws SQLException {
        SortedSet<Integer> hits = new TreeSet<>();
        for (int from = 0; from < rows.size(); from += ROWS_AT_ONCE) {
            List<List<Cell>> part = rows.subList(from, Math.min(rows.size(), from + ROWS_AT_ONCE));
            try (PreparedStatement statement = store.prepareStatement(text(part.size(), lock, "SELECT wanted.row"))) {
                int position = 1;
                for (List<Cell> row : part) {
                    for (Cell cell : row) {
                        cell.bind(statement, position++);
                    }
                }
                try (ResultSet found = statement.executeQuery()) {
                    while (found.next()) {
                        hits.add(from + found.getInt(1));
                    }
                }
            }
        }
        return hits;
    }

    /** The casts give a parameter the conversion that assigning it to the column gives. */
    private String text(int rows, boolean lock, String select) {
        StringBuilder text = new StringBuilder(select).append(" FROM (VALUES ");
        for (int row = 0; row < rows; row++) {
            text.append(row == 0 ? "(" : ", (").append(row);
            for (String column : columns) {
                text.append(", CAST(? AS ").append(type(column)).append(')');
            }
            text.append(')');
        }
        text.append(") AS wanted (row");
        for (int i = 0; i < columns.size(); i++) {
            text.append(", k").append(i);
        }
        text.append(") JOIN ")
                .append(dialect.quote(table.schema()))
                .append('.')
                .append(dialect.quote(table.name().name()))
                .append(" AS held ON ");
        List<String> equalities = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            equalities.add("held." + dialect.quote(columns.get(i)) + " = wanted.k" + i);
        }
        if (!condition.isEmpty()) {
            equalities.add(condition);
        }
        text.append(equalities.stream().collect(Collectors.joining(" AND ")));
        return lock ? text.append(" FOR UPDATE OF held").toString() : text.toString();
    }

    private String type(String column) {
        return table.column(column)
                .orElseThrow(() -> new IllegalStateException("Table " + table.name() + " has no column " + column))
                .type();
    }
}
