package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.dialect.Dialect;
import io.migratingjdbc.internal.sql.RewrittenSql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one store's rows as texts of which the other store can make the same values. The application may have set its session so that
 * floating point numbers are rounded when they are written: then they are read once more without that.
 */
final class FarRows {
    private final Dialect dialect;
    private final Execution execution;
    private final StoreSession far;

    FarRows(Dialect dialect, Execution execution, StoreSession far) {
        this.dialect = dialect;
        this.execution = execution;
        this.far = far;
    }

    /** @param query with {@link Dialect#floatDigits} as its first column, which is not among those that are given back */
    List<List<String>> read(RewrittenSql query) throws SQLException {
        List<List<String>> rows = rows(query);
        int digits = rows.isEmpty() ? 1 : Integer.parseInt(rows.get(0).get(0));
        if (digits < 1) {
            set(1);
            try {
                rows = rows(query);
            } finally {
                set(digits);
            }
        }
        return rows.stream().map(row -> row.subList(1, row.size())).toList();
    }

    private List<List<String>> rows(RewrittenSql query) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (PreparedStatement statement = execution.bound(far, query);
                ResultSet result = statement.executeQuery()) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> row = new ArrayList<>(columns);
                for (int column = 1; column <= columns; column++) {
                    row.add(result.getString(column));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private void set(int digits) throws SQLException {
        try (Statement statement = far.connection().createStatement()) {
            statement.execute(dialect.withFloatDigits(digits, far.joined()));
        }
    }
}
