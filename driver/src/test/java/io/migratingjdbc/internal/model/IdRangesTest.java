package io.migratingjdbc.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

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
}
