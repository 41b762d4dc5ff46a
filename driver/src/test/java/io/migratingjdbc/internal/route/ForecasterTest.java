package io.migratingjdbc.internal.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.internal.model.IdRanges;
import io.migratingjdbc.internal.model.IdStrategy;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.PerRole;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Plan;
import io.migratingjdbc.internal.model.StoreId;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.model.TableSchema;
import io.migratingjdbc.internal.sql.JSqlAnalyzer;
import java.sql.Types;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForecasterTest {
    private static final StoreId INITIAL = new StoreId("a");
    private static final StoreId TARGET = new StoreId("b");
    private static final TableName INSTANCES = new TableName(null, "instances");
    private static final Plan PLAN = new Plan(
            "flow",
            INITIAL,
            TARGET,
            INITIAL,
            INITIAL,
            List.of(
                    new TablePlan(
                            INSTANCES,
                            TableClass.KEYED,
                            List.of("business_key"),
                            "id",
                            IdStrategy.PREFIX,
                            INSTANCES,
                            null),
                    new TablePlan(
                            new TableName(null, "tasks"),
                            TableClass.TRANSIENT,
                            List.of(),
                            "instance_id",
                            IdStrategy.PREFIX,
                            INSTANCES,
                            null),
                    new TablePlan(
                            new TableName(null, "definitions"),
                            TableClass.IMMUTABLE,
                            List.of(),
                            null,
                            null,
                            null,
                            null),
                    new TablePlan(
                            new TableName(null, "settings"), TableClass.PINNED, List.of(), null, null, null, INITIAL)));

    private static final TableSchema SCHEMA = new TableSchema(
            INSTANCES,
            "public",
            List.of(
                    new TableSchema.Column("id", "text", Types.VARCHAR, false, false),
                    new TableSchema.Column("business_key", "text", Types.VARCHAR, false, false),
                    new TableSchema.Column("state", "text", Types.VARCHAR, true, false)),
            List.of(new TableSchema.UniqueKey("instances_key", List.of("business_key"), false)));

    private final JSqlAnalyzer analyzer = new JSqlAnalyzer();
    private final EntityLocator locator = new EntityLocator(PLAN, 10);
    private final Forecaster forecaster = new Forecaster(new Router(PLAN, locator), locator, Map.of(INSTANCES, SCHEMA));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT 1                                                           | PASS",
                "SET search_path = x                                                | PASS",
                "COMMIT                                                             | PASS",
                "UPDATE settings SET value = 'x'                                    | PASS",
                "SELECT * FROM pg_class                                             | PASS",
                "CREATE TABLE other (id int)                                        | PASS",
                "SELECT * FROM instances WHERE id = ?                               | ONE_STORE",
                "UPDATE instances SET state = 'x' WHERE id IN ('a.1', 'a.2')        | ONE_STORE",
                "INSERT INTO tasks (instance_id) VALUES (?)                         | ONE_STORE",
                "SELECT * FROM definitions                                          | ONE_STORE",
                "INSERT INTO instances (business_key) VALUES ('k')                  | LAUNCH",
                "INSERT INTO definitions VALUES (1)                                 | LAUNCH",
                "INSERT INTO instances (id, business_key) VALUES (migrating_id(), ?)| LAUNCH",
                "INSERT INTO instances (id, business_key) VALUES (?, 'k')           | LAUNCH",
                "INSERT INTO instances (id, business_key) VALUES ('own', 'k')       | REFUSED",
                "INSERT INTO instances (id, business_key) VALUES (lower('X'), 'k')  | REFUSED",
                "INSERT INTO instances (business_key) VALUES (lower('X'))           | REFUSED",
                "INSERT INTO instances (business_key) SELECT 'k'                    | LAUNCH",
                "INSERT INTO instances (business_key) SELECT 'k' RETURNING id       | REFUSED",
                "INSERT INTO instances VALUES ('b.1', 'k') ON CONFLICT (business_key) DO UPDATE SET state = 'x' | LAUNCH",
                "INSERT INTO instances VALUES ('b.1', 'k') ON CONFLICT (business_key) DO UPDATE SET id = 'x'    | REFUSED",
                "SELECT * FROM instances WHERE business_key = ?                     | BOTH_STORES",
                "DELETE FROM tasks                                                  | BOTH_STORES",
                "SELECT * FROM forgotten                                            | REFUSED",
                "UPDATE definitions SET body = 'x'                                  | REFUSED",
                "UPDATE instances SET id = 'x' WHERE id = ?                         | REFUSED",
                "UPDATE instances SET business_key = 'x' WHERE id = ?               | REFUSED",
                "SELECT rank() OVER (ORDER BY id) FROM instances                    | BOTH_STORES",
                "TRUNCATE instances                                                 | REFUSED",
                "ALTER TABLE instances ADD x int                                    | REFUSED",
                "CALL anything()                                                    | REFUSED",
                "SELECT 1; SELECT 2                                                 | REFUSED",
                "SELECT own_function(id) FROM instances WHERE id = ?                | REFUSED",
            })
    void foretellsInStableWhatTwoStoresDo(String sql, Verdict expected) {
        Forecast forecast = forecast(Phase.STABLE, sql, "a.7");

        assertThat(forecast.verdict()).isEqualTo(expected);
        assertThat(forecast.reason() != null).isEqualTo(expected == Verdict.REFUSED);
    }

    @Test
    void goesByTheValues() {
        String insert = "INSERT INTO tasks (instance_id) VALUES ('a.1'), (?)";

        assertThat(forecast(Phase.STABLE, insert, "a.2").verdict()).isEqualTo(Verdict.ONE_STORE);
        assertThat(forecast(Phase.STABLE, insert, "b.2").reason()).contains("both stores");
        assertThat(forecast(Phase.STABLE, insert, null).reason()).contains("NULL");
    }

    @Test
    void saysWhatHappensReallyWhereThereAreTwoStores() {
        String keyUpdate = "UPDATE instances SET business_key = 'x' WHERE id = ?";

        assertThat(forecast(Phase.PRE_MIGRATION, keyUpdate, "a.1").verdict()).isEqualTo(Verdict.LAUNCH);
        assertThat(forecast(Phase.MIGRATION, keyUpdate, "a.1").verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(forecast(Phase.MIGRATION, keyUpdate, "b.1").verdict()).isEqualTo(Verdict.LAUNCH);
    }

    @Test
    void hasAVerdictForEveryRoute() {
        Set<Class<?>> routes = new HashSet<>(Set.of(Route.class.getPermittedSubclasses()));
        routes.removeAll(Set.of(Route.Refuse.class, Route.RefreshView.class));

        assertThat(Forecaster.VERDICTS.keySet()).isEqualTo(routes);
    }

    private Forecast forecast(Phase phase, String sql, String parameter) {
        MigrationView view = new MigrationView(
                "flow", phase, 1, PLAN.stores(), new PerRole<>(1L, 1L), null, IdRanges.NONE, PLAN.hash());
        PlannedStatement statement = PlannedStatement.of(analyzer.analyze(sql), PLAN, Set.of("rank", "lower"));
        return forecaster.forecast(view, statement, new One(parameter), SessionState.IDLE);
    }

    /** Every parameter has the same value. */
    private record One(String value) implements Values {
        @Override
        public Object parameter(int index) {
            return value;
        }

        @Override
        public boolean isNull(int index) {
            return value == null;
        }
    }
}
