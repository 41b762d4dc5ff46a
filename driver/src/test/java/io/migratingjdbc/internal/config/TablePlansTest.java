package io.migratingjdbc.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.internal.model.IdStrategy;
import io.migratingjdbc.internal.model.PerRole;
import io.migratingjdbc.internal.model.Plan;
import io.migratingjdbc.internal.model.StoreId;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TablePlan;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TablePlansTest {
    private static final StoreId PG1 = new StoreId("pg1");
    private static final StoreId PG2 = new StoreId("pg2");
    private static final String ORDERS = "orders.class=keyed orders.key=number orders.instance-id=id ";

    private static List<TablePlan> read(String settings) throws SQLException {
        Map<String, String> written = new TreeMap<>();
        for (String setting : settings.split(" ")) {
            int equals = setting.indexOf('=');
            written.put("migrating.table." + setting.substring(0, equals), setting.substring(equals + 1));
        }
        return new TablePlans(Given.of(written).tables(), new PerRole<>(PG1, PG2)).read();
    }

    private static void refused(String settings, String... parts) {
        assertThatThrownBy(() -> read(settings))
                .isInstanceOf(SQLException.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    void readsWhenAnEntityHasEnded() throws SQLException {
        assertThat(read(ORDERS + "orders.finished-when=ended"))
                .extracting(TablePlan::finishedWhen)
                .containsExactly("ended");
        assertThat(read(ORDERS)).extracting(TablePlan::finishedWhen).containsOnlyNulls();
        refused("a.class=immutable a.finished-when=x", "migrating.table.a.finished-when: does not go");
        refused(ORDERS + "orders.finished-when=a\nb", "migrating.table.orders.finished-when", "on one line");
    }

    @Test
    void whenAnEntityHasEndedIsPartOfThePlan() throws SQLException {
        Plan without = new Plan("m", PG1, PG2, PG1, PG1, read(ORDERS));
        Plan with = new Plan("m", PG1, PG2, PG1, PG1, read(ORDERS + "orders.finished-when=ended"));

        assertThat(with.text()).contains("migrating.table.orders.finished-when=ended\n");
        assertThat(with.hash()).isNotEqualTo(without.hash());
    }

    @Test
    void readsEachClass() throws SQLException {
        TableName orders = TableName.of("orders");
        assertThat(read(ORDERS
                        + "orders.ids=range lines.class=transient lines.instance-id=order_id "
                        + "app.rates.class=immutable local.class=pinned other.class=pinned other.store=pg2"))
                .containsExactlyInAnyOrder(
                        new TablePlan(
                                orders, TableClass.KEYED, List.of("number"), "id", IdStrategy.RANGE, orders, null),
                        new TablePlan(
                                TableName.of("lines"),
                                TableClass.TRANSIENT,
                                List.of(),
                                "order_id",
                                IdStrategy.RANGE,
                                orders,
                                null),
                        new TablePlan(
                                new TableName("app", "rates"), TableClass.IMMUTABLE, List.of(), null, null, null, null),
                        new TablePlan(TableName.of("local"), TableClass.PINNED, List.of(), null, null, null, PG1),
                        new TablePlan(TableName.of("other"), TableClass.PINNED, List.of(), null, null, null, PG2));
    }

    @Test
    void aKeyedTableMayBeAddressedByItsKeyAlone() throws SQLException {
        TablePlan jobs = read("jobs.class=keyed jobs.key=task,instance").get(0);
        assertThat(jobs.instanceId()).isNull();
        assertThat(jobs.ids()).isEqualTo(IdStrategy.LOOKUP);
        assertThat(jobs.key()).containsExactly("task", "instance");
    }

    @Test
    void aTableNeedsAKnownClass() {
        refused("orders.key=number", "migrating.table.orders.class", "keyed`, `transient`, `immutable`, `pinned");
        refused("orders.class=entity", "migrating.table.orders.class=entity", "keyed`, `transient`");
    }

    @Test
    void aKeyedTableNeedsItsKey() {
        refused("orders.class=keyed", "migrating.table.orders.key: missing");
        refused("orders.class=keyed orders.key=", "migrating.table.orders.key=: must be names");
        refused("orders.class=keyed orders.key=a,b,a", "names a column twice");
    }

    @Test
    void prefixAndRangeNeedAnInstanceId() {
        refused("orders.class=keyed orders.key=n orders.ids=prefix", "migrating.table.orders.instance-id: missing");
        refused("orders.class=keyed orders.key=n orders.ids=range", "migrating.table.orders.instance-id: missing");
        refused("orders.class=keyed orders.key=n orders.ids=uuid", "orders.ids=uuid", "`prefix`, `range`, `lookup`");
    }

    @Test
    void aTransientTableNeedsAnInstanceIdAndAnEntity() {
        refused(ORDERS + "lines.class=transient", "migrating.table.lines.instance-id: missing");
        refused("lines.class=transient lines.instance-id=id", "migrating.table.lines.entity: missing");
        refused(
                ORDERS + "jobs.class=keyed jobs.key=n lines.class=transient lines.instance-id=id",
                "migrating.table.lines.entity: must name one",
                "jobs",
                "orders");
        refused(
                ORDERS + "lines.class=transient lines.instance-id=id lines.entity=order",
                "migrating.table.lines.entity: order is not a keyed table");
        refused(
                "jobs.class=keyed jobs.key=n lines.class=transient lines.instance-id=id",
                "migrating.table.jobs.instance-id: missing; the transient table lines");
    }

    @Test
    void aTransientTableHasItsEntitysIds() throws SQLException {
        String lines = ORDERS + "orders.ids=prefix lines.class=transient lines.instance-id=o ";
        assertThat(read(lines + "lines.ids=prefix").get(0).ids()).isEqualTo(IdStrategy.PREFIX);
        refused(lines + "lines.ids=range", "migrating.table.lines.ids: differs");
    }

    @Test
    void settingsThatDoNotGoWithTheClassAreRefused() {
        refused("a.class=immutable a.key=n", "migrating.table.a.key: does not go with class=immutable");
        refused("a.class=immutable a.instance-id=n", "migrating.table.a.instance-id: does not go");
        refused("a.class=immutable a.ids=lookup", "migrating.table.a.ids: does not go");
        refused("a.class=pinned a.ids=lookup", "migrating.table.a.ids: does not go");
        refused(ORDERS + "orders.store=pg1", "migrating.table.orders.store: does not go");
        refused(ORDERS + "orders.entity=orders", "migrating.table.orders.entity: does not go");
    }

    @Test
    void aPinnedTableIsInOneOfTheStores() {
        refused("a.class=pinned a.store=pg3", "migrating.table.a.store: pg3 is neither pg1 nor pg2");
    }

    @Test
    void namesMustBeDistinct() {
        refused("a.class=immutable public.a.class=immutable", "a and public.a may be the same");
        refused("x.y.a.class=immutable", "x.y.a", "schema.table");
    }

    @Test
    void allProblemsAreListed() {
        refused("a.class=keyed b.class=pinned b.key=x", "2 problems", "migrating.table.a.key", "migrating.table.b.key");
    }
}
