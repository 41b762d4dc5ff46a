package io.migratingjdbc.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Generated statements are long; they are analysed all the same, without a deep stack. */
class LongStatementsTest {

    private static StatementProfile analyze(StatementKind kind, String sql) {
        StatementProfile profile = new JSqlAnalyzer().analyze(sql);
        assertThat(profile.unknownReason()).isNull();
        assertThat(profile.kind()).isEqualTo(kind);
        return profile;
    }

    private static String repeated(String piece, String separator, int times) {
        return String.join(separator, Collections.nCopies(times, piece));
    }

    @Test
    void manyRows() {
        StatementProfile profile = analyze(
                StatementKind.INSERT,
                "insert into t (a, b, c, d, e, f) values " + repeated("(?, 'x', -1, now(), ?, ?::uuid)", ", ", 1)
                        + ", " + repeated("(?, 'x', -1, null, default, ?::uuid)", ", ", 5_000)
                        + " on conflict (a) do update set b = ? returning a");
        assertThat(profile.insert().rows()).hasSize(5_001);
        assertThat(ProfileText.rows(profile)).last().isEqualTo("?10002, 'x', -1, null, default, ?10003");
        assertThat(ProfileText.assignments(profile)).containsEntry("b", "?10004");
        assertThat(profile.parameters()).isEqualTo(10_004);
    }

    @Test
    void manyTerms() {
        String or = IntStream.range(0, 4_000).mapToObj(i -> "id = ?").collect(Collectors.joining(" or "));
        assertThat(analyze(StatementKind.SELECT, "select * from t where x = 1 and (" + or + ")")
                        .parameters())
                .isEqualTo(4_000);
        analyze(StatementKind.DELETE, "delete from t where " + repeated("a <> ?", " and ", 4_000));
        analyze(StatementKind.DELETE, "delete from t where " + repeated("(a = ? and b = ?)", " or ", 2_500));
    }

    @Test
    void longLists() {
        analyze(StatementKind.UPDATE, "update t set n = 1 where id in (" + repeated("?", ", ", 30_000) + ")");
        analyze(StatementKind.SELECT, "select * from t where id in (" + repeated("'abc'", ", ", 10_000) + ")");
        analyze(
                StatementKind.SELECT,
                "select * from t where (id, k) in (" + repeated("(?, ?)", ", ", 5_000) + ") order by id");
    }

    @Test
    void longExpressions() {
        analyze(StatementKind.SELECT, "select " + repeated("a", " || ", 3_000) + " from t");
        analyze(StatementKind.SELECT, "select * from t where n = " + repeated("1", " + ", 3_000));
        analyze(StatementKind.SELECT, repeated("select a from t", " union all ", 1_000));
    }
}
