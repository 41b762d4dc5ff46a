package io.migratingjdbc.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class IdRangesTest {

    @Test
    void anIdBelongsToTheStoreWhoseRangeItFallsInto() {
        IdRanges ranges = IdRanges.ofText("app.lines=5:pg2;orders=0:pg1,1000:pg2,2000:pg1");
        TableName orders = TableName.of("orders");

        assertThat(ranges.storeOf(orders, -1)).isEmpty();
        assertThat(ranges.storeOf(orders, 999)).contains(new StoreId("pg1"));
        assertThat(ranges.storeOf(orders, 1000)).contains(new StoreId("pg2"));
        assertThat(ranges.storeOf(orders, 5000)).contains(new StoreId("pg1"));
        assertThat(ranges.storeOf(TableName.of("unknown"), 1)).isEmpty();
        assertThat(IdRanges.ofText(ranges.text())).isEqualTo(ranges);
        assertThat(IdRanges.ofText("")).isEqualTo(IdRanges.NONE);
    }

    @Test
    void aTableMayHaveAnyName() {
        IdRanges ranges = new IdRanges(Map.of(
                TableName.of("100% \"odd\"; a=b,c:d"), new TreeMap<>(Map.of(0L, new StoreId("pg1"))),
                TableName.of("orders"), new TreeMap<>(Map.of(7L, new StoreId("pg2")))));

        assertThat(IdRanges.ofText(ranges.text())).isEqualTo(ranges);
        assertThat(ranges.text()).contains("orders=7:pg2");
    }
}
