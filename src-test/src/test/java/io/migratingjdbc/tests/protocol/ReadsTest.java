package io.migratingjdbc.tests.protocol;

import io.migratingjdbc.tests.harness.Database;
import io.migratingjdbc.tests.harness.EmbeddedStores;
import java.sql.SQLException;

/** Where texts are ordered by bytes, the driver merges them itself. */
class ReadsTest extends ReadsSuite {

    @Override
    Database newDatabase(int store, String name) throws SQLException {
        return EmbeddedStores.shared().get(store).newDatabase("reads_" + name);
    }
}
