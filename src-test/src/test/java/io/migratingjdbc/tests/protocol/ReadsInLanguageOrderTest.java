package io.migratingjdbc.tests.protocol;

import io.migratingjdbc.tests.harness.Database;
import io.migratingjdbc.tests.harness.EmbeddedStores;
import java.sql.SQLException;

/** Where texts are ordered as a language does, only a store knows their order. */
class ReadsInLanguageOrderTest extends ReadsSuite {

    @Override
    Database newDatabase(int store, String name) throws SQLException {
        return EmbeddedStores.shared().get(store).newDatabaseOrderedAs("de-DE", "language_" + name);
    }
}
