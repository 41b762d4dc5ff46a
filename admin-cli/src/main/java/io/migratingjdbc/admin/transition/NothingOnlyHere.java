package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.replicate.CopyTable;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** No immutable row is only in the store whose tables are to be dropped, whether it was captured or not. */
record NothingOnlyHere(Role role) implements Condition {
    private static final int BATCH = 5000;
    private static final int SAMPLES = 3;

    @Override
    public Precondition evaluate(Migration migration, MigrationView view) throws SQLException {
        String store = migration.stores().name(role);
        String name = "No immutable row is only in " + store;
        Replication replication = new Replication(migration);
        long backlog = replication.backlogLeft(role);
        if (backlog > 0) {
            return Precondition.waiting(name, backlog, backlog + " rows are not carried over yet: run finish again");
        }
        for (CopyTable table : replication.copyTables(role)) {
            List<String> found = onlyHere(migration, table);
            if (!found.isEmpty()) {
                return Precondition.blocked(
                        name,
                        "rows of " + table.name() + " that "
                                + migration.stores().name(role.other())
                                + " does not have, such as "
                                + String.join(", ", found.subList(0, Math.min(SAMPLES, found.size())))
                                + ": insert them there, or delete them in " + store);
            }
        }
        return Precondition.holds(name);
    }

    /** Some of them, by their keys; empty if there are none. */
    private List<String> onlyHere(Migration migration, CopyTable table) throws SQLException {
        try (Connection here = migration.stores().patientSource(role).open()) {
            here.setAutoCommit(false);
            Sql.execute(here, settings());
            String sql =
                    "SELECT " + table.key("t") + "::text FROM " + table.source().qualified() + " t";
            try (PreparedStatement statement = here.prepareStatement(sql)) {
                statement.setFetchSize(BATCH);
                try (ResultSet rows = statement.executeQuery()) {
                    List<String> found = List.of();
                    for (List<String> keys = read(rows); !keys.isEmpty() && found.isEmpty(); keys = read(rows)) {
                        found = absent(migration.stores().connection(role.other()), table, keys);
                    }
                    return found;
                }
            }
        }
    }

    private static List<String> read(ResultSet rows) throws SQLException {
        List<String> keys = new ArrayList<>();
        while (keys.size() < BATCH && rows.next()) {
            keys.add(rows.getString(1));
        }
        return keys;
    }

    private static List<String> absent(Connection other, CopyTable table, List<String> keys) throws SQLException {
        String sql = "SELECT u.k FROM unnest(?::text[]) u (k) WHERE NOT EXISTS (SELECT FROM "
                + table.target().qualified() + " t WHERE " + table.keyIs(table.target(), "t", "u.k::jsonb") + ")";
        return Sql.inTransaction(other, () -> {
            // By the index, for each batch anew.
            Sql.execute(
                    other,
                    settings() + "SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off;"
                            + "SET LOCAL enable_mergejoin = off;");
            List<String> absent = new ArrayList<>();
            try (PreparedStatement statement = other.prepareStatement(sql)) {
                statement.setArray(1, Sql.texts(other, keys));
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        absent.add(rows.getString(1));
                    }
                }
            }
            return absent;
        });
    }

    /** The text of a key is exact under these. */
    private static String settings() {
        return Sql.exactTextForTransactions() + "SET LOCAL idle_in_transaction_session_timeout = 0;";
    }
}
