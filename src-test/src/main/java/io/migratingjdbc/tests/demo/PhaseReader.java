package io.migratingjdbc.tests.demo;

import io.migratingjdbc.tests.harness.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Reads the phase as the records in the stores have it: the one with the highest epoch is right. */
final class PhaseReader {
    private final List<Database> stores;

    PhaseReader(List<Database> stores) {
        this.stores = stores;
    }

    /** The name of the phase, or {@code -} while there is no migration. */
    String phase() {
        String phase = "-";
        long epoch = -1;
        for (Database store : stores) {
            try (Connection connection = store.connect();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT epoch, phase FROM migrating_migration")) {
                if (row.next() && row.getLong(1) > epoch) {
                    epoch = row.getLong(1);
                    phase = row.getString(2);
                }
            } catch (SQLException noRecordInThisStore) {
                continue;
            }
        }
        return phase;
    }
}
