package io.migratingjdbc.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.internal.sql.RewrittenSql.Argument;
import io.migratingjdbc.internal.sql.RewrittenSql.Argument.Original;
import io.migratingjdbc.internal.sql.RewrittenSql.Argument.Supplied;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JSqlRewriterTest {
    private static final List<String> COLUMNS = List.of("a", "b", "id", "c");

    private final SqlAnalyzer analyzer = new JSqlAnalyzer();
    private final SqlRewriter rewriter = new JSqlRewriter();

    private RewrittenSql withIds(String sql, Object... ids) {
        return rewriter.withColumnValues(analyzer.analyze(sql), "id", Arrays.asList(ids), COLUMNS);
    }

    private static void assertRewritten(RewrittenSql actual, String sql, Object... arguments) {
        assertThat(actual.sql()).isEqualTo(sql);
        List<Argument> expected = Arrays.stream(arguments)
                .map(argument ->
                        argument instanceof Integer index ? (Argument) new Original(index) : new Supplied(argument))
                .toList();
        assertThat(actual.arguments()).isEqualTo(expected);
    }

    @Test
    void appendsTheColumnWhereItIsMissing() {
        assertRewritten(
                withIds("insert into t (a, b) values (?, ?)", "x"),
                "insert into t (a, b, \"id\") values (?, ?, ?)",
                1,
                2,
                "x");
    }

    @Test
    void replacesTheColumnsOwnValueWithItsParameters() {
        assertRewritten(
                withIds("INSERT INTO t (a, ID, b) VALUES (?, coalesce(?, ?)::text, ?)", "x"),
                "INSERT INTO t (a, ID, b) VALUES (?, ?, ?)",
                1,
                "x",
                4);
        assertRewritten(
                withIds("insert into t (id, a) values (default, ?), (migrating_id(), ?)", "x", "y"),
                "insert into t (id, a) values (?, ?), (?, ?)",
                "x",
                1,
                "y",
                2);
    }

    @Test
    void keepsTheRestVerbatimWithItsParameters() {
        assertRewritten(
                withIds(
                        "/* hint ? */ insert into s.t as x (a, b -- the ?\n) overriding user value values"
                                + " (?::uuid, E'\\'?'),"
                                + " ( ? , $$ ? $$ )\n on conflict (a) do update set b = ?, c = x.c ?? 'k' where"
                                + " x.b = ? returning *; -- end",
                        "p",
                        "q"),
                "/* hint ? */ insert into s.t as x (a, b, \"id\" -- the ?\n) overriding user value values"
                        + " (?::uuid, E'\\'?', ?),"
                        + " ( ? , $$ ? $$, ? )\n on conflict (a) do update set b = ?, c = x.c ?? 'k' where x.b"
                        + " = ? returning *; -- end",
                1,
                "p",
                2,
                "q",
                3,
                4);
    }

    @Test
    void anIdThatIsNullLeavesTheRowsOwnValue() {
        assertRewritten(
                withIds("insert into t (id, a) values (?, ?), (default, ?)", null, "y"),
                "insert into t (id, a) values (?, ?), (?, ?)",
                1,
                2,
                "y",
                3);
        assertRewritten(
                withIds("insert into t (a) values (?), (?)", null, "y"),
                "insert into t (a, \"id\") values (?, DEFAULT), (?, ?)",
                1,
                2,
                "y");
    }

    @Test
    void findsTheColumnWithoutAColumnList() {
        assertRewritten(
                withIds("insert into t values (?, ?, ?, ?)", "x"), "insert into t values (?, ?, ?, ?)", 1, 2, "x", 4);
        assertRewritten(withIds("insert into t values (?, 5)", "x"), "insert into t values (?, 5, ?)", 1, "x");
        assertRewritten(
                withIds("insert into t values (?), (?)", "x", null),
                "insert into t values (?, DEFAULT, ?), (?, DEFAULT, DEFAULT)",
                1,
                "x",
                2);
    }

    @Test
    void givesDefaultValuesAValue() {
        assertRewritten(
                withIds("insert into t default values returning id", "x"),
                "insert into t (\"id\") VALUES (?) returning id",
                "x");
        assertRewritten(withIds("insert into t default values", (Object) null), "insert into t default values");
    }

    @Test
    void refusesWhatHasNoRows() {
        assertThatThrownBy(() -> withIds("insert into t (a) select 1", "x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> withIds("insert into t (a) values (1), (2)", "x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> rewriter.withColumnValues(
                        analyzer.analyze("insert into t values (1)"), "other", List.of("x"), COLUMNS))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void leavesRowsOutWithTheirArguments() {
        RewrittenSql insert = withIds(
                "insert into t (a, b) values (?, f(?)), (?, '),('), (?, 3) on conflict do nothing", "x", null, "z");
        String tail = " on conflict do nothing";
        assertRewritten(
                rewriter.withoutRows(insert, Set.of(0)),
                "insert into t (a, b, \"id\") values  (?, '),(', DEFAULT), (?, 3, ?)" + tail,
                3,
                4,
                "z");
        assertRewritten(
                rewriter.withoutRows(insert, Set.of(1)),
                "insert into t (a, b, \"id\") values (?, f(?), ?), (?, 3, ?)" + tail,
                1,
                2,
                "x",
                4,
                "z");
        assertRewritten(
                rewriter.withoutRows(insert, Set.of(2)),
                "insert into t (a, b, \"id\") values (?, f(?), ?), (?, '),(', DEFAULT)" + tail,
                1,
                2,
                "x",
                3);
        assertRewritten(
                rewriter.withoutRows(insert, Set.of(0, 1)),
                "insert into t (a, b, \"id\") values   (?, 3, ?)" + tail,
                4,
                "z");
        assertRewritten(
                rewriter.withoutRows(insert, Set.of(0, 2)),
                "insert into t (a, b, \"id\") values  (?, '),(', DEFAULT)" + tail,
                3);
        assertThat(rewriter.withoutRows(insert, Set.of())).isEqualTo(insert);
        assertThatThrownBy(() -> rewriter.withoutRows(insert, Set.of(0, 1, 2)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "select * from t where a = ? limit ? offset ?|select * from t where a = ? LIMIT 7  ",
                "select * from t where a = ? order by b offset 5|select * from t where a = ? order by b LIMIT 7 ",
                "select * from t where a = ?|select * from t where a = ? LIMIT 7",
                "select * from t where a = ?;|select * from t where a = ? LIMIT 7",
                "select * from t where a = ? -- x|select * from t where a = ? LIMIT 7",
                "select * from t where a = ? offset 3 rows fetch first ? rows only for update|select * from t"
                        + " where a = ? LIMIT 7   for update",
                "select * from t where a = ? for update of t skip locked limit 3|select * from t where a = ?"
                        + " LIMIT 7 for update of t skip locked ",
                "select t.limit as offset from t where t.fetch = ?|select t.limit as offset from t where"
                        + " t.fetch = ? LIMIT 7",
            })
    void replacesLimitAndOffset(String sql, String expected) {
        assertRewritten(rewriter.withKeysAndLimit(analyzer.analyze(sql), 7L), expected, 1);
    }

    @Test
    void removesLimitAndOffset() {
        assertRewritten(
                rewriter.withKeysAndLimit(
                        analyzer.analyze("select * from t where a = ? limit ? offset ? for share"), null),
                "select * from t where a = ?   for share",
                1);
    }

    @Test
    void addsReturning() {
        assertRewritten(
                rewriter.withReturning(
                        analyzer.analyze("update t set a = ? where id = ? -- x"), List.of("id", "We\"ird")),
                "update t set a = ? where id = ? RETURNING \"id\", \"We\"\"ird\" -- x",
                1,
                2);
        assertRewritten(
                rewriter.withReturning(analyzer.analyze("insert into t default values;"), List.of("id")),
                "insert into t default values RETURNING \"id\";");
    }
}
