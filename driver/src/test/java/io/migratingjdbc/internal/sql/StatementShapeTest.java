package io.migratingjdbc.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StatementShapeTest {

    static Stream<Arguments> shapes() {
        return Stream.of(
                Arguments.of("SELECT *\n  FROM t -- all\n /* of */ WHERE Id=?;", "select * from t where id = ?"),
                Arguments.of("select 1, 'it''s', $x$a$x$, B'01', 1.5e3, E'\\n'", "select ?, ?, ?, ?, ?, ?"),
                Arguments.of(
                        "select * from t where a = -1 and b - 1 = -2.5", "select * from t where a = ? and b - ? = ?"),
                Arguments.of("select - -1, (-1), a -1 from t", "select - ?, (?), a - ? from t"),
                Arguments.of("select * from t where id in (1)", "select * from t where id in (?)"),
                Arguments.of("select * from t where id IN (?, ?,7 , 'x')", "select * from t where id in (?)"),
                Arguments.of("select 1 where x in (?::uuid, ?::uuid, y)", "select ? where x in (?::uuid, y)"),
                Arguments.of("select 1 where (a,b) in ((1,2),(?,?))", "select ? where (a, b) in ((?, ?))"),
                Arguments.of("select 1 where a = any(array[1,2,3])", "select ? where a = any (array [?])"),
                Arguments.of(
                        "select 1 where a in (select b from t where c in (1,2))",
                        "select ? where a in (select b from t where c in (?))"),
                Arguments.of(
                        "insert into t(a,b) values (?,?),(1,'x'), (?, default)",
                        "insert into t (a, b) values (?, ?), (?, default)"),
                Arguments.of(
                        "insert into t values (?,?) on conflict (a) do nothing",
                        "insert into t values (?, ?) on conflict (a) do nothing"),
                Arguments.of("select f(?), f(?, ?)", "select f (?), f (?, ?)"),
                Arguments.of(
                        "select \"Name\", \"a b\" from S.T where j ?? 'k'",
                        "select \"Name\", \"a b\" from s.t where j ?? ?"),
                Arguments.of("select interval '1 day', '2020-01-01'::date", "select interval ?, ?::date"),
                Arguments.of("set search_path = 'secret'", "set search_path = ?"));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void hasNoValuesBlanksOrComments(String sql, String shape) {
        assertThat(StatementShape.of(sql).text()).isEqualTo(shape);
    }

    @Test
    void keepsNoLiteralOfWhatItCannotRead() {
        for (String unreadable : List.of("update t set a = 'secret", "select 1 where a in ('secret'")) {
            assertThat(StatementShape.of(unreadable).text())
                    .doesNotContain("secret")
                    .endsWith("(unreadable)");
        }
    }

    @Test
    void isBoundedButTellsLongTextsApart() {
        String columns = IntStream.range(0, 1_000).mapToObj(i -> "column_" + i).collect(Collectors.joining(", "));
        StatementShape first = StatementShape.of("select " + columns + " from t where a = ?");
        StatementShape second = StatementShape.of("select " + columns + " from t where b = ?");

        assertThat(first.text()).hasSize(StatementShape.LONGEST_TEXT).isEqualTo(second.text());
        assertThat(first.hash()).isNotEqualTo(second.hash());
    }

    @Test
    void bearsNestingBeyondReason() {
        int depth = 20_000;
        String nested = "select 1 where a in (".repeat(depth) + "1" + ")".repeat(depth);

        assertThat(StatementShape.of(nested).hash()).isNotEmpty();
    }
}
