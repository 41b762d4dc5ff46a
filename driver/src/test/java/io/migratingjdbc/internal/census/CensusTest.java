package io.migratingjdbc.internal.census;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.internal.dialect.Dialect;
import io.migratingjdbc.internal.model.Plan;
import io.migratingjdbc.internal.model.StoreId;
import io.migratingjdbc.internal.route.Forecast;
import io.migratingjdbc.internal.route.PlannedStatement;
import io.migratingjdbc.internal.route.Verdict;
import io.migratingjdbc.internal.sql.JSqlAnalyzer;
import io.migratingjdbc.internal.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CensusTest {
    private static final StoreId STORE = new StoreId("a");
    private static final Plan PLAN = new Plan("flow", STORE, new StoreId("b"), STORE, STORE, List.of());
    private static final Forecast PASS = new Forecast(Verdict.PASS, null);

    private final JSqlAnalyzer analyzer = new JSqlAnalyzer();
    private final Census census = new Census();
    private Connection connection;
    private Dialect dialect;
    private CensusTable table;

    @BeforeEach
    void connect() throws SQLException {
        String url = TestPostgres.newDatabase();
        connection = DriverManager.getConnection(url);
        dialect = Dialect.ofUrl(url);
        dialect.createMetadataTables(connection, "public");
        table = new CensusTable(dialect, "public", PLAN);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void countsByShapeAndVerdictAndKeepsTheWorst() throws SQLException {
        record("select * from t where id = 1", PASS);
        record("SELECT * FROM t WHERE id = ?", Forecast.refused("no"));
        record("select * from t where id = 'x'", new Forecast(Verdict.ONE_STORE, null));
        record("select 2", PASS);
        store();

        assertThat(table.list(connection)).hasSize(2).first().satisfies(entry -> {
            assertThat(entry.text()).isEqualTo("select * from t where id = ?");
            assertThat(entry.verdict()).isEqualTo(Verdict.REFUSED);
            assertThat(entry.counts()).isEqualTo(Map.of(Verdict.PASS, 1L, Verdict.ONE_STORE, 1L, Verdict.REFUSED, 1L));
            assertThat(entry.count()).isEqualTo(3);
            assertThat(entry.reason()).isEqualTo("no");
        });
    }

    @Test
    void addsUpWhatHostsSeeInAnyOrderAndKeepsTheReason() throws SQLException {
        record("select 1", Forecast.refused("no \0 way"));
        store();
        store();
        record("select 1", PASS);
        store();
        Census another = new Census();
        another.record(planned("select 3"), PASS);
        store(another);

        assertThat(table.list(connection)).singleElement().satisfies(entry -> {
            assertThat(entry.count()).isEqualTo(3);
            assertThat(entry.reason()).isEqualTo("no   way");
            assertThat(entry.firstSeen()).isBefore(entry.lastSeen());
        });
    }

    @Test
    void losesNothingWhileItCannotBeStored() throws SQLException {
        record("select 1", PASS);
        try (Connection gone = DriverManager.getConnection(TestPostgres.newDatabase())) {
            assertThat(storeFails(gone)).isTrue();
        }
        record("select 1", PASS);
        store();

        assertThat(table.list(connection))
                .singleElement()
                .satisfies(entry -> assertThat(entry.count()).isEqualTo(2));
        assertThat(census.pending()).isEmpty();
    }

    @Test
    void keepsWithinItsBoundsWhateverComes() throws SQLException {
        Census another = new Census();
        for (int i = 0; i < 10_000; i++) {
            record("listen a" + i, PASS);
            another.record(planned("listen b" + i), i < 9_999 ? PASS : Forecast.refused("no"));
        }
        assertThat(census.pending()).hasSize(Census.MOST_SHAPES + 1);
        record("listen a1", PASS);
        store();
        store(another);

        List<CensusEntry> entries = table.list(connection);
        assertThat(entries).hasSizeLessThanOrEqualTo(Census.MOST_SHAPES + 1);
        assertThat(entries.stream().mapToLong(CensusEntry::count).sum()).isEqualTo(20_001);
        assertThat(entries.get(0).others()).isTrue();
        assertThat(entries.get(0).verdict()).isEqualTo(Verdict.REFUSED);
    }

    @Test
    void aChangedPlanHasACensusOfItsOwn() throws SQLException {
        record("select 1", Forecast.refused("no"));
        store();
        Plan changed = new Plan("flow", STORE, new StoreId("c"), STORE, STORE, List.of());
        CensusTable next = new CensusTable(dialect, "public", changed);

        assertThat(next.list(connection)).isEmpty();
        assertThat(next.clear(connection, List.of())).isEqualTo(1);
        assertThat(table.list(connection)).isEmpty();
    }

    @Test
    void forgetsWhatIsToBeForgotten() throws SQLException {
        record("select 1", PASS);
        record("select 1, 2", PASS);
        store();
        table.clear(connection, List.of(table.list(connection).get(0).shape()));

        assertThat(table.list(connection)).hasSize(1);
    }

    private void record(String sql, Forecast forecast) {
        census.record(planned(sql), forecast);
    }

    private PlannedStatement planned(String sql) {
        return PlannedStatement.of(analyzer.analyze(sql), PLAN, Set.of());
    }

    private void store() throws SQLException {
        store(census);
    }

    private void store(Census seen) throws SQLException {
        seen.store(news -> table.add(connection, news));
    }

    private boolean storeFails(Connection gone) {
        try {
            census.store(news -> table.add(gone, news));
            return false;
        } catch (SQLException e) {
            return true;
        }
    }
}
