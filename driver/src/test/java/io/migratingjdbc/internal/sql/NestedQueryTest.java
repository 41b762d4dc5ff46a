package io.migratingjdbc.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NestedQueryTest {

    private static Optional<NestedQuery> query(String sql) {
        return NestedQuery.of(new JSqlAnalyzer().analyze(sql));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update t set x = 1 where id in (select id from t where a = 1 or b between 2 and 3 limit 1)",
                "update t set x = 1 where a between 1 and 2 and id in (select id from t limit 1)",
                "update t set x = 1 where (a = 1 or b = 2) and t.id in (select id from t limit 1) and c between 1 and 2",
                "delete from t where id = (select id from t limit 1) returning a or b",
                "delete from t where not a and id in (select id from t limit 1)",
            })
    void isFoundAsAConjunct(String sql) {
        NestedQuery query = query(sql).orElseThrow();
        assertThat(query.sql()).startsWith("select id from t").endsWith("limit 1");
        assertThat(query.column()).isEqualTo("id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delete from t where a = 1 or id in (select id from t limit 1)",
                "delete from t where id in (select id from t limit 1) and a = 1 or b = 2",
                "delete from t where a between 1 and id in (select id from t limit 1)",
                "delete from t where (a = 1 or id in (select id from t limit 1))",
                "delete from t where id not in (select id from t limit 1)",
                "delete from t where not id in (select id from t limit 1)",
                "delete from t where case when a and id in (select id from t limit 1) and b then true end",
            })
    void isNothingButAConjunct(String sql) {
        assertThat(query(sql)).isEmpty();
    }
}
