package io.migratingjdbc.internal.sql;

import static io.migratingjdbc.internal.sql.ProfileText.assignments;
import static io.migratingjdbc.internal.sql.ProfileText.conditions;
import static io.migratingjdbc.internal.sql.ProfileText.rows;
import static io.migratingjdbc.internal.sql.ProfileText.tables;
import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.internal.sql.InsertShape.OnConflict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WriteAnalysisTest {

    private static StatementProfile analyze(StatementKind kind, String sql) {
        StatementProfile profile = new JSqlAnalyzer().analyze(sql);
        assertThat(profile.unknownReason()).as(sql).isNull();
        assertThat(profile.kind()).as(sql).isEqualTo(kind);
        return profile;
    }

    private static StatementProfile insert(String sql) {
        return analyze(StatementKind.INSERT, sql);
    }

    @Test
    void readsEveryRowOfAnInsert() {
        StatementProfile profile = insert("insert into s.Orders as o (id, \"Key\", doc, n, at, x) values"
                + " (?, 'it''s', ?::jsonb, -5, now(), null), (migrating_id(), $$k$$, '{}', default, ?, (?))");
        assertThat(tables(profile)).containsExactly("s.orders o@0");
        assertThat(profile.target()).contains(profile.tables().get(0));
        assertThat(profile.insert().columns()).containsExactly("id", "Key", "doc", "n", "at", "x");
        assertThat(rows(profile))
                .containsExactly("?1, 'it's', ?2, -5, computed, null", "minted, 'k', '{}', default, ?3, ?4");
        assertThat(profile.insert().fromQuery()).isFalse();
        assertThat(profile.functions()).containsExactly("now");
        assertThat(profile.parameters()).isEqualTo(4);
        assertThat(profile.returning()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "insert into t values (?) | ?1",
                "insert into t values (?, (?)) | ?1, ?2",
                "insert into t (a) values ((?)) | ?1",
                "insert into t (a) values ((select x from u)) | computed",
                "insert into t (a, b) overriding system value values (row(1, 2), (3)) | computed, 3",
                "insert into t (a) values (array[?, ?]) | computed",
                "insert into t (a, b) values (true, 1e3) | true, 1E+3",
                "insert into t (a) values (migrating_id()::text) | minted",
                "insert into t (a) values (migrating_id(1)) | computed",
                "insert into t (a) values (lower(migrating_id())) | computed",
                "insert into t (a) values (b'01') | computed",
                "insert into t (a) values (?::varchar(3)) | computed",
                "insert into t (a) values (?::uuid[]) | computed",
                "insert into t (a) values (cast(? as timestamp with time zone)) | ?1",
                "insert into t (a) values (current_timestamp) | computed",
            })
    void tellsWhereAValueComesFrom(String sql, String expected) {
        StatementProfile profile = new JSqlAnalyzer().analyze(sql);
        assertThat(profile.kind() == StatementKind.UNKNOWN ? List.of("UNKNOWN") : rows(profile))
                .as(sql)
                .containsExactly(expected);
    }

    @Test
    void mintedIdsAreNoCallsOnlyWhereTheDriverMintsThem() {
        assertThat(insert("insert into t (a) values (migrating_id())").functions())
                .isEmpty();
        assertThat(insert("insert into t (a, b) values (migrating_id(), lower(migrating_id()))")
                        .functions())
                .contains("migrating_id", "lower");
    }

    @Test
    void readsDefaultValues() {
        StatementProfile profile = insert("INSERT INTO t DEFAULT VALUES RETURNING id");
        assertThat(profile.insert().columns()).isEmpty();
        assertThat(profile.insert().rows()).containsExactly(List.of());
        assertThat(profile.returning()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into t (a, b) select x, y from u where u.id = ?",
                "insert into t (a, b) (select x, y from u where u.id = ?)",
                "insert into t select x, y from u where u.id = ?",
                "with c as (select 1) insert into t (a, b) select x, y from u where u.id = ?",
                "insert into t (a, b) select x, y from u join (select 1) s on true where u.id = ? on conflict"
                        + " do nothing",
            })
    void readsTheQueryOfAnInsert(String sql) {
        StatementProfile profile = insert(sql);
        assertThat(profile.insert().fromQuery()).isTrue();
        assertThat(profile.insert().rows()).isEmpty();
        assertThat(profile.tables()).extracting(use -> use.table().name()).containsExactly("t", "u");
        assertThat(profile.tables().get(1).scope()).isNotZero();
        assertThat(conditions(profile)).containsExactly("u.id in ?1");
    }

    @Test
    void valuesThatGoOnAreAQuery() {
        assertThat(insert("insert into t (a) values (1), (2) order by 1 limit 1")
                        .insert()
                        .fromQuery())
                .isTrue();
        assertThat(insert("insert into t (a) values (1) union select 2")
                        .insert()
                        .fromQuery())
                .isTrue();
    }

    @Test
    void readsOnConflict() {
        assertThat(insert("insert into t (a) values (?)").insert().onConflict()).isEqualTo(new OnConflict.Fail());
        assertThat(insert("insert into t (a) values (?) on conflict do nothing")
                        .insert()
                        .onConflict())
                .isEqualTo(new OnConflict.DoNothing(List.of(), null));
        assertThat(insert("insert into t (a) values (?) on conflict (A, \"B\") do nothing returning a")
                        .insert()
                        .onConflict())
                .isEqualTo(new OnConflict.DoNothing(List.of("a", "B"), null));
        assertThat(insert("insert into t (a) values (?) on conflict on constraint T_pk do nothing")
                        .insert()
                        .onConflict())
                .isEqualTo(new OnConflict.DoNothing(List.of(), "t_pk"));
        assertThat(insert("insert into t (a) values (?) on conflict (a) where b > 1 do nothing")
                        .insert()
                        .onConflict())
                .isEqualTo(new OnConflict.DoNothing(List.of("a"), null));
        assertThat(insert("insert into t (a) values (?) on conflict (lower(a)) do nothing")
                        .insert()
                        .onConflict())
                .isEqualTo(new OnConflict.DoNothing(List.of("(lower(a))"), null));
        StatementProfile upsert = insert("insert into t (a, b) values (?, ?) on conflict (a) do update"
                + " set b = excluded.b, c = ?, a = default where t.b <> ? returning *");
        assertThat(upsert.insert().onConflict()).isEqualTo(new OnConflict.DoUpdate(List.of("a"), null));
        assertThat(assignments(upsert)).isEqualTo(Map.of("a", "default", "b", "computed", "c", "?3"));
        assertThat(upsert.conditions()).isEmpty();
        assertThat(upsert.parameters()).isEqualTo(4);
        assertThat(upsert.returning()).isTrue();
    }

    @Test
    void readsAnUpdate() {
        StatementProfile profile = analyze(
                StatementKind.UPDATE,
                "update Orders o set \"State\" = ?, n = n + 1, doc = ?::jsonb, x = default, y = null where o.id"
                        + " = ? and v = ?"
                        + " returning o.id");
        assertThat(tables(profile)).containsExactly("orders o@0");
        assertThat(assignments(profile))
                .isEqualTo(Map.of("State", "?1", "n", "computed", "doc", "?2", "x", "default", "y", "null"));
        assertThat(conditions(profile)).containsExactly("o.id in ?3", "o.v in ?4");
        assertThat(profile.returning()).isTrue();
    }

    @Test
    void readsUpdateOfRows() {
        assertThat(assignments(analyze(StatementKind.UPDATE, "update t set (a, b) = (?, ?) where id = ?")))
                .isEqualTo(Map.of("a", "?1", "b", "?2"));
        assertThat(assignments(analyze(StatementKind.UPDATE, "update t set (a, b) = (select x, y from u)")))
                .isEqualTo(Map.of("a", "computed", "b", "computed"));
        assertThat(assignments(analyze(
                        StatementKind.UPDATE,
                        "update t set a = ?, (b, c) = row (?, default), d[1] = ?, e.f = 'x' where id = ?")))
                .isEqualTo(Map.of("a", "?1", "b", "?2", "c", "default", "d", "computed", "e", "computed"));
    }

    @Test
    void readsUpdateFromAndDeleteUsing() {
        StatementProfile update = analyze(
                StatementKind.UPDATE,
                "update t x set a = u.a from u join v on u.i = v.i, w where x.id = u.id and v.k = ? and b = ?");
        assertThat(tables(update)).containsExactly("t x@0", "u u@0", "v v@0", "w w@0");
        assertThat(conditions(update)).containsExactly("u.i = v.i", "x.id = u.id", "v.k in ?1");
        StatementProfile delete = analyze(
                StatementKind.DELETE, "delete from t using u, v where t.id = u.id and u.id = v.id and" + " t.k in (?)");
        assertThat(tables(delete)).containsExactly("t t@0", "u u@0", "v v@0");
        assertThat(conditions(delete)).containsExactly("t.id = u.id", "u.id = v.id", "t.k in ?1");
    }

    @Test
    void listsTheTablesOfNestedQueries() {
        StatementProfile update = analyze(
                StatementKind.UPDATE,
                "update t set a = (select max(x) from u where u.id = t.id) where id = ? and exists (select 1"
                        + " from v where v.id = t.id)");
        assertThat(update.tables()).extracting(use -> use.table().name()).containsExactly("t", "u", "v");
        assertThat(conditions(update)).containsExactlyInAnyOrder("u.id = t.id", "t.id in ?1", "v.id = t.id");
        StatementProfile delete =
                analyze(StatementKind.DELETE, "delete from t where id in (select t2.id from t t2 order by x limit 10)");
        assertThat(tables(delete)).containsExactly("t t@0", "t t2@2");
        assertThat(delete.conditions()).isEmpty();
    }

    @Test
    void theTargetIsATableEvenIfACommonTableHasItsName() {
        StatementProfile profile =
                analyze(StatementKind.UPDATE, "with t as (select * from u) update t set a = 1 where t.id = ?");
        assertThat(profile.target().orElseThrow().table().name()).isEqualTo("t");
        assertThat(profile.tables()).extracting(use -> use.table().name()).containsExactly("t", "u");
    }

    /** The parser does not read these, or a piece of them would be lost: they are refused, never half understood. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into t (a) values (?) on conflict (a) where b = ? do nothing",
                "insert into t (a.b) values (?)",
                "insert into t (a[1]) values (?)",
                "insert ignore into t (a) values (?)",
                "replace into t (a) values (?)",
                "insert into t set a = ?",
                "update t set a = ? where current of c",
                "update t, u set t.a = 1",
                "update t set a = 1 limit 1",
                "delete t from t join u on true",
                "delete from t order by a limit 1",
                "insert into t default",
                "insert into t (a) values",
            })
    void refusesWhatItMightMisread(String sql) {
        StatementProfile profile = new JSqlAnalyzer().analyze(sql);
        assertThat(profile.kind()).as(sql).isEqualTo(StatementKind.UNKNOWN);
        assertThat(profile.identifiers()).contains("t");
    }
}
