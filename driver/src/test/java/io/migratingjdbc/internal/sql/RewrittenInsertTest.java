package io.migratingjdbc.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.internal.sql.RewrittenSql.Argument;
import io.migratingjdbc.internal.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server takes rewritten statements, and puts every value where it belongs. */
class RewrittenInsertTest {
    private static final List<String> COLUMNS = List.of("a", "n", "id", "rest");

    private final SqlAnalyzer analyzer = new JSqlAnalyzer();
    private final SqlRewriter rewriter = new JSqlRewriter();
    private Connection connection;

    @BeforeEach
    void createTable() throws SQLException {
        connection = DriverManager.getConnection(TestPostgres.newDatabase());
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (a text, n int DEFAULT 7, id text DEFAULT 'own', rest text DEFAULT 'r')");
            statement.execute("CREATE UNIQUE INDEX ON t (a)");
        }
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void withAndWithoutColumnList() throws SQLException {
        run(withIds("insert into t (a, n) values (?, ?::int), (?, default)", "p", null), "x", "1", "y");
        run(withIds("insert into t values (?), (?)", "q", null), "v", "w");
        run(withIds("insert into t default values", "d"));
        assertThat(rows()).containsExactly("null 7 d r", "v 7 q r", "w 7 own r", "x 1 p r", "y 7 own r");
    }

    @Test
    void withConflictsAndRowsLeftOut() throws SQLException {
        run(withIds("insert into t (a, id) values (?, default)", "first"), "x");
        RewrittenSql upsert = withIds(
                "insert into t (a, n) values (?, 1), (?, 2), (?, 3) on conflict (a) do update set n = t.n + ?::int",
                "p",
                "q",
                "r");
        run(rewriter.withoutRows(upsert, Set.of(1)), "x", "y", "z", "10");
        assertThat(rows()).containsExactly("x 17 first r", "z 3 r r");
    }

    private RewrittenSql withIds(String sql, Object... ids) {
        return rewriter.withColumnValues(analyzer.analyze(sql), "id", Arrays.asList(ids), COLUMNS);
    }

    private void run(RewrittenSql rewritten, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(rewritten.sql())) {
            int index = 1;
            for (Argument argument : rewritten.arguments()) {
                Object value = argument instanceof Argument.Original original
                        ? parameters[original.index() - 1]
                        : ((Argument.Supplied) argument).value();
                statement.setObject(index++, value);
            }
            statement.executeUpdate();
        }
    }

    private List<String> rows() throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT * FROM t ORDER BY a NULLS FIRST")) {
            while (result.next()) {
                rows.add(result.getString(1) + " " + result.getInt(2) + " " + result.getString(3) + " "
                        + result.getString(4));
            }
        }
        return rows;
    }
}
