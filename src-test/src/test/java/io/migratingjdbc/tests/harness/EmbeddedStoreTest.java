package io.migratingjdbc.tests.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class EmbeddedStoreTest {
    @Test
    void keepsWhatIsCommittedWhenStoppedAndWhenKilled() throws Exception {
        try (EmbeddedStores stores = EmbeddedStores.start(1)) {
            EmbeddedStore store = stores.get(0);
            Database database = store.newDatabase();
            database.execute("CREATE TABLE t (x int)", "INSERT INTO t VALUES (1)");

            store.stop();
            assertThatThrownBy(database::connect).isInstanceOf(SQLException.class);
            store.start();
            database.execute("INSERT INTO t VALUES (2)");
            store.kill();
            assertThatThrownBy(database::connect).isInstanceOf(SQLException.class);
            store.start();

            assertThat(database.strings("SELECT x FROM t ORDER BY x")).containsExactly("1", "2");
            assertThat(database.strings("SHOW synchronous_commit")).containsExactly("on");
            assertThat(database.strings("SHOW server_version").get(0)).startsWith("18.");
        }
    }

    @Test
    void sharedServersGiveEachTestDatabasesOfItsOwn() throws Exception {
        Database one = EmbeddedStores.shared().get(0).newDatabase();
        Database other = EmbeddedStores.shared().get(0).newDatabase();

        assertThat(one.url()).isNotEqualTo(other.url());
        assertThat(EmbeddedStores.shared().get(1).port()).isNotEqualTo(one.port());
    }
}
