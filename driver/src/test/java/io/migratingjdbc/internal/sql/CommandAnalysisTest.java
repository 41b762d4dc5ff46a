package io.migratingjdbc.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.migratingjdbc.internal.model.TableName;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandAnalysisTest {
    private final SqlAnalyzer analyzer = new JSqlAnalyzer();

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "BEGIN, BEGIN, -",
                "begin isolation level serializable;, BEGIN, -",
                "/* x */ START TRANSACTION READ ONLY, BEGIN, -",
                "commit, COMMIT, -",
                "COMMIT AND CHAIN, COMMIT, -",
                "END WORK, COMMIT, -",
                "rollback;, ROLLBACK, -",
                "ABORT, ROLLBACK, -",
                "ROLLBACK AND CHAIN, ROLLBACK, -",
                "SAVEPOINT My, SAVEPOINT, my",
                "savepoint \"My\", SAVEPOINT, My",
                "release my, RELEASE_SAVEPOINT, my",
                "RELEASE SAVEPOINT my, RELEASE_SAVEPOINT, my",
                "ROLLBACK TO my, ROLLBACK_TO_SAVEPOINT, my",
                "rollback work to savepoint my;, ROLLBACK_TO_SAVEPOINT, my",
                "rollback to savepoint, ROLLBACK_TO_SAVEPOINT, savepoint",
                "PREPARE TRANSACTION 'x', TWO_PHASE, -",
                "commit prepared 'x', TWO_PHASE, -",
                "rollback prepared 'x', TWO_PHASE, -",
                "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE, SET_TRANSACTION, -",
                "set session characteristics as transaction read only, SET_TRANSACTION, -",
                "set constraints all deferred, SET_TRANSACTION, -",
            })
    void recognizesTransactionControl(String sql, TransactionCommand command, String savepoint) {
        StatementProfile profile = analyzer.analyze(sql);
        assertThat(profile.kind()).isEqualTo(StatementKind.TRANSACTION);
        assertThat(profile.transactionCommand()).isEqualTo(command);
        assertThat(profile.savepoint()).isEqualTo(savepoint);
        assertThat(profile.tables()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SET search_path = a, b | SESSION",
                "set local work_mem = '1MB' | SESSION",
                "reset all | SESSION",
                "SHOW transaction_isolation | SESSION",
                "listen c | SESSION",
                "notify c, 'x' | SESSION",
                "discard all | SESSION",
                "call p(?) | CALL",
                "{call p(?)} | CALL",
                "{? = call f(?, ?)} | CALL",
                "do $$ begin delete from orders; end $$ | CALL",
                "execute p(1) | CALL",
                "create table t (a int) | DDL",
                "create temp table t as select * from orders | DDL",
                "alter table t add b int | DDL",
                "drop table t | DDL",
                "vacuum t | DDL",
                "truncate orders | OTHER_WRITE",
                "copy orders from stdin | OTHER_WRITE",
                "copy (select * from s.orders) to stdout | OTHER_WRITE",
                "lock table only s.orders in share mode | OTHER_WRITE",
                "merge into orders o using x on o.id = x.id when matched then delete | OTHER_WRITE",
                "select * into y from orders | OTHER_WRITE",
                "with d as (delete from orders where id = ? returning *) select * from d | OTHER_WRITE",
                "with d as (select 1) , e as materialized (update orders set a = 1 returning a) insert into y"
                        + " select * from e | OTHER_WRITE",
            })
    void recognizesTheRestByTheFirstWords(String sql, StatementKind kind) {
        StatementProfile profile = analyzer.analyze(sql);
        assertThat(profile.kind()).isEqualTo(kind);
        assertThat(profile.unknownReason()).isNull();
        assertThat(profile.pinning()).isNotNull();
        if (kind == StatementKind.OTHER_WRITE) {
            assertThat(profile.tables()).anyMatch(use -> use.table().equals(TableName.of("orders")));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " -- nothing\n;",
                "select 1; select 2",
                "begin; commit",
                "set a = 1; insert into orders values (1);",
                "explain analyze delete from orders",
                "declare c cursor for select * from orders",
                "prepare p as select 1",
                "select * from orders where",
                "select * from orders where id = $1",
                "select * from orders where id = 'open",
                "select (1 from orders",
                "select {limit 3} from orders",
                "garbage from orders",
                "select * from orders order by x using >",
                "select id from orders where id = U&'\\x'",
            })
    void saysWhatItCannotTell(String sql) {
        StatementProfile profile = analyzer.analyze(sql);
        assertThat(profile.kind()).isEqualTo(StatementKind.UNKNOWN);
        assertThat(profile.unknownReason()).isNotBlank();
        assertThat(profile.tables()).isEmpty();
        assertThat(profile.identifiers().contains("orders")).isEqualTo(sql.contains("orders"));
    }

    @Test
    void codeInAStringCounts() {
        assertThat(analyzer.analyze("do $$ begin delete from Orders; end $$").identifiers())
                .contains("orders", "Orders");
    }

    @Test
    void neverThrowsOnAnyPrefixOfAStatement() {
        String sql = "with x (a) as (select 'a''b', $q$c$q$, E'\\n' /* /* */ */ from s.\"T\" t where (t.a, b)"
                + " in ((?, ?::int[]))"
                + " and c between 1 and 2.5e3) insert into \"U\" as u (a, b) overriding system value values"
                + " (default, -?),"
                + " (migrating_id(), array[1]) on conflict (a) do update set (a, b) = (?, excluded.b) where u.a"
                + " -> 'x' is not null"
                + " returning *;";
        assertThat(analyzer.analyze(sql).unknownReason()).isNull();
        IntStream.range(0, sql.length())
                .forEach(end -> assertThatCode(() -> analyzer.analyze(sql.substring(0, end)))
                        .doesNotThrowAnyException());
    }

    @Test
    void survivesDeepAndLongTexts() {
        String deep = "select " + "(".repeat(5_000) + "1" + ")".repeat(5_000) + " from t";
        assertThat(analyzer.analyze(deep)).isNotNull();
        String many = "insert into t (a, b) values (?, ?)" + ", (?, ?)".repeat(2_000);
        StatementProfile profile = analyzer.analyze(many);
        assertThat(profile.insert().rows()).hasSize(2_001);
        String ors = "select * from t where a = ?" + " or a = ?".repeat(2_000);
        assertThat(analyzer.analyze(ors)).isNotNull();
    }
}
