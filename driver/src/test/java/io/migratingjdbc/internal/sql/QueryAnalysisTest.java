package io.migratingjdbc.internal.sql;

import static io.migratingjdbc.internal.sql.ProfileText.conditions;
import static io.migratingjdbc.internal.sql.ProfileText.shape;
import static io.migratingjdbc.internal.sql.ProfileText.tables;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryAnalysisTest {

    private static StatementProfile analyze(String sql) {
        StatementProfile profile = new JSqlAnalyzer().analyze(sql);
        assertThat(profile.unknownReason()).as(sql).isNull();
        assertThat(profile.kind()).as(sql).isEqualTo(StatementKind.SELECT);
        return profile;
    }

    static Stream<Arguments> conditionCases() {
        return Stream.of(
                // Hibernate, Spring JDBC, jOOQ
                arguments(
                        "select o1_0.id,o1_0.name from orders o1_0 where o1_0.id=?",
                        List.of("orders o1_0@0"),
                        List.of("o1_0.id in ?1")),
                arguments(
                        "select o.id, c.name from public.orders o join customer c on o.customer_id=c.id where o.id=?"
                                + " and o.status in (?,?)",
                        List.of("public.orders o@0", "customer c@0"),
                        List.of("o.customer_id = c.id", "o.id in ?1", "o.status in ?2, ?3")),
                arguments(
                        "select \"public\".\"orders\".\"id\" from \"public\".\"orders\""
                                + " where (\"public\".\"orders\".\"id\" = ? and \"public\".\"orders\".\"n\" ="
                                + " cast(? as uuid))",
                        List.of("public.orders orders@0"),
                        List.of("orders.id in ?1", "orders.n in ?2")),
                arguments(
                        "SELECT * FROM Orders WHERE ID = ? -- and x = ?\n AND /* y = ? */ State = 'open'",
                        List.of("orders orders@0"),
                        List.of("orders.id in ?1", "orders.state in 'open'")),
                // values
                arguments(
                        "select * from t where id in (?, 'a''b', -3, 99999999999999999999, 1.5, null, true)",
                        List.of("t t@0"),
                        List.of("t.id in ?1, 'a''b', -3, 99999999999999999999, 1.5, null, true".replace("''", "'"))),
                arguments(
                        "select * from t where ? = a and b = (?) and c = $q$it's$q$ and d = E'x\\'y'",
                        List.of("t t@0"),
                        List.of("t.a in ?1", "t.b in ?2", "t.c in 'it's'", "t.d in 'x'y'")),
                arguments(
                        "select * from t where a = 'x'::text and b = 5::bigint and c = ?::jsonb and d = ?::text::uuid",
                        List.of("t t@0"),
                        List.of("t.a in 'x'", "t.b in 5", "t.c in ?1", "t.d in ?2")),
                arguments(
                        "select * from t where (a, b) = (?, ?) and (c, d) in ((?, ?), (?, ?))",
                        List.of("t t@0"),
                        List.of("t.a in ?1", "t.b in ?2", "t.c in ?3, ?5", "t.d in ?4, ?6")),
                // jsonb operators of pgjdbc, words that other databases reserve
                arguments(
                        "select value, key from kv where data ?? 'k' and tags ??| array['a'] and data @> ?::jsonb"
                                + " and key = ? and value = ?",
                        List.of("kv kv@0"),
                        List.of("kv.key in ?2", "kv.value in ?3")),
                arguments(
                        "select * from a semi join b minus on semi.id = minus.id where semi.limit = ?",
                        List.of("a semi@0", "b minus@0"),
                        List.of("semi.id = minus.id", "semi.limit in ?1")),
                // BETWEEN has an AND of its own
                arguments(
                        "select * from t where a = ? and b between ? and ? and c = ?",
                        List.of("t t@0"),
                        List.of("t.a in ?1", "t.c in ?4")),
                // joins
                arguments(
                        "select * from a, b, c where a.id = b.id and b.id = c.id and c.id = ?",
                        List.of("a a@0", "b b@0", "c c@0"),
                        List.of("a.id = b.id", "b.id = c.id", "c.id in ?1")),
                arguments(
                        "select * from a join b using (id) where a.id = ?",
                        List.of("a a@0", "b b@0"),
                        List.of("a.id = b.id", "a.id in ?1")),
                arguments(
                        "select * from a left join b on a.id = b.id and b.x = ? and a.y = ? where b.z = ?",
                        List.of("a a@0", "b b@0?"),
                        List.of("b.id = a.id", "b.x in ?1", "b.z in ?3")),
                arguments(
                        "select * from (a join b on a.x = b.x) left join c on c.x = a.x where a.id = ?",
                        List.of("a a@0", "b b@0", "c c@0?"),
                        List.of("a.x = b.x", "c.x = a.x", "a.id in ?1")),
                arguments(
                        "select * from a right join b on a.id = b.id where b.id = ?",
                        List.of("a a@0?", "b b@0"),
                        List.of("b.id in ?1")),
                arguments(
                        "select * from a full join b on a.id = b.id where a.id = ?",
                        List.of("a a@0?", "b b@0?"),
                        List.of("a.id in ?1")),
                arguments(
                        "select * from a natural join b where a.id = ?",
                        List.of("a a@0", "b b@0"),
                        List.of("a.id in ?1")),
                // nested queries
                arguments(
                        "select * from p where p.id = ? and exists (select 1 from c where c.pid = p.id and c.x = ?)",
                        List.of("p p@0", "c c@2?"),
                        List.of("p.id in ?1", "c.pid = p.id", "c.x in ?2")),
                arguments(
                        "select p.*, (select max(c.x) from c where c.pid = p.id) from p where p.id = ?",
                        List.of("p p@0", "c c@2?"),
                        List.of("p.id in ?1", "c.pid = p.id")),
                arguments(
                        "select * from t, lateral (select * from u where u.id = t.id) l where t.id = ?",
                        List.of("t t@0", "u u@2?"),
                        List.of("u.id = t.id", "t.id in ?1")),
                arguments(
                        "select * from (select * from t where id = ?) s join u on u.id = s.id where u.k = ?",
                        List.of("t t@2", "u u@0"),
                        List.of("t.id in ?1", "u.k in ?2")),
                arguments(
                        "with x as (select * from t where t.id = ?), y (a) as materialized (select id from x)"
                                + " select * from x join u on u.id = x.id join y on y.a = u.id where u.k = ?",
                        List.of("t t@2", "u u@0"),
                        List.of("t.id in ?1", "u.k in ?2")),
                arguments(
                        "with t as (select * from t where id = ?) select * from t where t.id = 'cte'",
                        List.of("t t@2"),
                        List.of("t.id in ?1")),
                arguments(
                        "select a from t where t.id = ? union all select a from u where u.id = ?",
                        List.of("t t@1", "u u@2"),
                        List.of("t.id in ?1", "u.id in ?2")));
    }

    @ParameterizedTest
    @MethodSource("conditionCases")
    void listsTablesAndConditions(String sql, List<String> tables, List<String> conditions) {
        StatementProfile profile = analyze(sql);
        assertThat(tables(profile)).isEqualTo(tables);
        assertThat(conditions(profile)).isEqualTo(conditions);
    }

    /** Each of these would send a statement to the wrong store if the condition were listed. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from t where id = ? or x = ?",
                "select * from t where x = ? and y = ? or id = ?",
                "select * from t where not id = ?",
                "select * from t where not (id = ? and x = ?)",
                "select * from t where (id = ?) is not true",
                "select * from t where id <> ?",
                "select * from t where id not in (?, ?)",
                "select * from t where id = any(?::varchar(3)[])",
                "select * from t where not (id = any(?))",
                "select * from t where (id = ? or x = ?) and (id = ? or id = lower(?))",
                "select * from t where id = all(array[?])",
                "select * from t where id = lower(?)",
                "select * from t where id in (?, lower(?))",
                "select * from t where id = ? || 'x'",
                "select * from t where id = -?",
                "select * from t where id::text = ?",
                "select * from t where id = 'long'::varchar(2)",
                "select * from t where id = ?::date",
                "select * from t where id = ?::char(3)",
                "select * from t where id = '5'::int",
                "select * from t where id = date '2020-01-01'",
                "select * from t where id = current_user",
                "select * from t where current_date = ?",
                "select * from t where id = (select x from u)",
                "select * from t where id not in (select x from u)",
                "select * from t where not (id in (select x from u))",
                "select id in (select x from u) from t",
                "select * from t where id in (select x from u limit 3)",
                "select * from t where id in (select x from u offset 3)",
                "select * from t where id in (select max(x) from u)",
                "select * from t where id in (select x from u group by x)",
                "select * from t where id in (select distinct on (y) x from u)",
                "select * from t where id in (select x from u union select x from v)",
                "select * from t where id like ?",
                "select * from t where id is not distinct from ?",
                "select * from t where case when id = ? then true else false end",
                "select * from t where coalesce(id = ?, false)",
                "select * from t where t.doc ->> 'id' = ?",
                "select * from t where (t.addr).id = ?",
                "select * from t where t.ids[1] = ?",
                "select * from t as renamed (id, x) where renamed.id = ?",
                "select * from a, b where id = ?",
                "select * from a, (select 1 as id) b where id = ?",
                "select * from a, unnest(?) b where id = ?",
                "select * from a left join b on a.id = ?",
                "select * from a right join b on b.id = ?",
                "select * from a full join b on a.id = b.id and a.id = ?",
                "select * from a join b on a.id = ? or b.id = a.id",
                "select * from other.t where public.t.id = ?",
                "select a from t having max(id) = ?",
                "select id = ? from t",
            })
    void leavesOutWhatIsNotCertain(String sql) {
        assertThat(conditions(analyze(sql))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '`',
            value = {
                "select * from t where id = ? or id = ? or id in (?, ?) => t.id in ?1, ?2, ?3, ?4",
                "select * from t where id = ? and a = 1 or b = 2 and id = ? => t.id in ?1, ?2",
                "select * from t where (id = ? or (id = ? or id = ?)) and x = 3 => t.id in ?1, ?2, ?3; t.x in 3",
                "select * from t where id = any(?) => t.id in elements of ?1",
                "select * from t where id = any(?::uuid[]) => t.id in elements of ?1",
                "select * from t where id = any(array[?, 'b']) => t.id in ?1, 'b'",
                "select * from t where id in (1,2,3,4,5,6,7,8,?,10) => t.id in 1, 2, 3, 4, 5, 6, 7, 8, ?1, 10",
                "select * from t where id in (select x from u where y = ?) => u.y in ?1; u.x = t.id",
                "select * from t where a = 1 or id in (select distinct u.x from u join v using (k)) => u.k = v.k; u.x = t.id",
                "select * from p where exists (select 1 from c where id = ?) => c.id in ?1",
            })
    void listsAlternativesAndQueriesBehindIn(String sql, String expected) {
        assertThat(String.join("; ", conditions(analyze(sql)))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '`',
            value = {
                "select * from p where exists (select 1 from c where p.id = ?)",
                "select * from p where not exists (select 1 from c where c.x = p.x or p.id = ?)",
                "select (select p.id = ? from c) from p",
            })
    void aNestedQueryDoesNotRestrictTheRowsAroundIt(String sql) {
        assertThat(conditions(analyze(sql))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from a left join b join c on b.x = c.x on a.id = b.id where a.id = ?",
                "select * from (a join b on a.id = b.id) j where j.id = ?",
                "select * from a join b",
            })
    void refusesJoinsThatItMightMisread(String sql) {
        assertThat(new JSqlAnalyzer().analyze(sql).kind()).isEqualTo(StatementKind.UNKNOWN);
    }

    @Test
    void anInnerTableDoesNotTieTwoOuterTablesTogether() {
        assertThat(conditions(analyze("select * from a cross join c left join b on b.x = a.x and b.x = c.x")))
                .containsExactly("b.x = a.x");
        assertThat(conditions(analyze("select * from a, d where not exists"
                        + " (select 1 from c, e where c.id = e.id and c.id = a.id and e.id = d.id)")))
                .containsExactly("c.id = e.id", "c.id = a.id");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '`',
            value = {
                "select * from t where a = ? => rows",
                "select a, b from t order by b desc, 1 nulls last limit ? offset ? => rows by 2 desc, 1 nulls"
                        + " last limit ?1 offset ?2",
                "select a as x, b as a from t order by a => rows by 2",
                "select a as x from t order by a => rows by 1",
                "select t.a as x from t order by t.a desc nulls first => rows by 1 desc nulls first",
                "select * from t order by created desc => rows by created desc",
                "select t.* from t order by t.created limit 10 => rows by created limit 10",
                "select t.*, lower(n) as l from t order by l => rows by l",
                "select lower(n) from t order by lower(n) => rows by 1",
                "select o.id, c.name as n from orders o join c on c.id = o.cid order by n, o.id => rows by 2, 1",
                "select * from t fetch first 5 rows only => rows limit 5",
                "select * from t offset 3 rows fetch next ? rows only => rows limit ?1 offset 3",
                "select * from t fetch first row only => rows limit 1",
                "select * from t limit all => rows",
                "select a from t limit 10::bigint => rows limit 10",
                "select a from t where id = ? for update skip locked => rows locking",
                "select * from t for no key update of t nowait => rows locking",
                "select count(*) from t where x = ? => count",
                "select count(*), count(t.x) as n from t => count",
                "select coalesce(a, ?), extract(epoch from b), substring(c from 1 for 2), a || 'x', b::date,"
                        + " case when a in (?) then cast(b as numeric(10, 2)) else now() end from t => rows",
                "select a is distinct from b from t => rows",
                "select distinct a from t order by a => rows distinct by 1",
                "select a from t order by b desc, lower(a) limit 3 => rows by key desc, key limit 3",
                "select t.*, x as c from t order by t.c => rows by key",
                "select a + ? from t order by a + ? => rows by key",
                "select * from a, b order by x => rows by x",
                "select -a as a from t order by (a), (1) => rows by 1, 1",
                "select lower(x), lower as z from t order by lower => rows by 1",
                "select x || '!', coalesce(y, 0), round(z) * 2 from t order by due, id limit 3 for update skip locked"
                        + " => rows by key, key limit 3 locking",
                "select id, due::text, round(n)::int from t order by due, round => rows by 2, 3",
                "select a, count(*) from t group by a order by 2 => combined",
                "select 1 from t having count(*) > 1 => combined",
                "select max(a), count(distinct a), count(*) + 1, avg(b) filter (where a > ?) from t => combined",
                "select count(*) from t limit 1 => combined",
                "select a from t where x in (select max(y) from u) => rows",
                "select (select count(*) from u), exists (select 1 from u) from t => rows",
                "select * from a left join b on a.id = b.id => rows",
            })
    void tellsHowToMerge(String sql, String expected) {
        assertThat(shape(analyze(sql).query())).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '`',
            value = {
                "select distinct on (a) a from t => DISTINCT",
                "select a from t group by all having true => GROUP BY",
                "select a is distinct from b, sum(c) from t => depends on a",
                "select my_aggregate(a) from t => my_aggregate",
                "select \"My_Agg\"(a) from t => my_agg",
                "select s.agg(a) from t => agg",
                "select count(*), a from t => depends on a",
                "select count(*) over () from t => window",
                "select json_arrayagg(a) from t => JSON_ARRAYAGG",
                "select rank() over w from t window w as (order by a) => window",
                "select generate_series(1, a) from t => generate_series",
                "select unnest(a) from t => unnest",
                "select a from t union all select a from u => several queries",
                "with x as (select 1) select * from t => several queries",
                "select * from (select * from t) s => query or a function in FROM",
                "select * from (a right join b on true) cross join c => RIGHT or FULL",
                "select * from t, unnest(t.x) u => query or a function in FROM",
                "select * from t tablesample system (10) => TABLESAMPLE",
                "select 1 => no table",
                "select a from t order by a collate \"C\" => ORDER BY",
                "select a collate \"C\" as b from t order by b => ORDER BY",
                "select x collate \"C\" || 'a', case when x then y end from t order by b => ORDER BY",
                "select x is normalized from t order by is_normalized => ORDER BY",
                "select (x || y)::text from t order by text => ORDER BY",
                "select * from t order by ctid => ORDER BY",
                "select * from t limit 1 + 1 => LIMIT",
                "select * from t fetch first 5 rows with ties => TIES",
            })
    void saysWhyItCannotMerge(String sql, String reason) {
        assertThat(shape(analyze(sql).query()))
                .as(sql)
                .startsWith("inseparable: ")
                .contains(reason);
    }

    @Test
    void aRecursiveQueryIsNotPinned() {
        StatementProfile profile =
                analyze("with recursive x as (select * from t where t.id = ? union all select t.* from t join x"
                        + " on t.p = x.id)"
                        + " select * from x");
        assertThat(profile.pinning()).contains("recursive");
        assertThat(tables(profile)).hasSize(2).allMatch(table -> table.startsWith("t t@"));
        assertThat(analyze("select * from t").pinning()).isNull();
    }

    @Test
    void listsEveryFunctionWhereverItIs() {
        StatementProfile profile = analyze("select pg_catalog.lower(a), \"Mine\"(b), count(*) filter (where f1(x))"
                + " from t join f2(1) g(a) on f3(g.a) where f4(f5(?)) in (f6(1), 2) and exists (select f7() from u)"
                + " group by f8(a) having f9(1) order by f10(a) limit f11(1)");
        assertThat(profile.functions())
                .contains("lower", "mine", "count", "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "f11")
                .doesNotContain("in", "exists", "filter", "t", "u");
    }

    @Test
    void aListOfColumnsIsNoCall() {
        assertThat(analyze("with x (a, b) as (select 1, 2), y (c) as (values (1)) select * from x as z(d, e), y")
                        .functions())
                .isEmpty();
        assertThat(analyze("select * from t, my_records(?) as (a int, b text)").functions())
                .containsExactly("my_records");
        assertThat(analyze("select * from t, my_elements(t.x) e(v)").functions())
                .containsExactly("my_elements");
    }

    @Test
    void identifiersAreAnUpperBoundOfWhatItTouches() {
        StatementProfile profile = analyze("select A from \"My Table\" where x = 'word'");
        assertThat(profile.identifiers()).contains("My Table", "a", "x").doesNotContain("word");
        assertThat(profile.parameters()).isZero();
    }
}
