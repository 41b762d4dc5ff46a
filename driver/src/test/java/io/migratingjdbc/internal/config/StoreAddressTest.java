package io.migratingjdbc.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StoreAddressTest {

    @Test
    void fillsInDefaultsAsTheDriverDoes() {
        assertThat(StoreAddress.of("//Db.Example.com/app")).hasToString("db.example.com:5432/app");
        assertThat(StoreAddress.of("//h:6000/app")).hasToString("h:6000/app");
        assertThat(StoreAddress.of("//b,a:1/app")).hasToString("a:1,b:5432/app");
        assertThat(StoreAddress.of("//[::1]/app")).hasToString("[::1]:5432/app");
        assertThat(StoreAddress.of("//[::1]:7/app")).hasToString("[::1]:7/app");
        assertThat(StoreAddress.of("app")).hasToString("localhost:5432/app");
        assertThat(StoreAddress.of("///app")).hasToString("localhost:5432/app");
        assertThat(StoreAddress.of("//h")).hasToString("h:5432/");
        assertThat(StoreAddress.of("//h/")).isEqualTo(StoreAddress.of("//h"));
        assertThat(StoreAddress.of("/")).isEqualTo(StoreAddress.of("//localhost:5432/"));
    }

    @Test
    void overlapsWhereOneHostAndTheDatabaseAreTheSame() {
        StoreAddress address = StoreAddress.of("//a,b/app");
        assertThat(address.overlaps(StoreAddress.of("//b:5432,c/app"))).isTrue();
        assertThat(address.overlaps(StoreAddress.of("//b/other"))).isFalse();
        assertThat(address.overlaps(StoreAddress.of("//b:6000/app"))).isFalse();
        assertThat(address.overlaps(StoreAddress.of("//b"))).isTrue();
    }
}
