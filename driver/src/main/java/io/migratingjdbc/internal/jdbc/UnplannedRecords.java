package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.model.ErrorCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A database in which a migration is recorded must not be used past its plan. */
final class UnplannedRecords {
    private static final String NAMES =
            "SELECT n.nspname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                    + " WHERE c.relname IN ('migrating_migration', 'migrating_store') AND c.relkind = 'r'";

    private UnplannedRecords() {}

    /** @throws SQLException 08004 if the database has a migration's tables */
    static void refuse(Connection connection, String url) throws SQLException {
        if (!url.startsWith("jdbc:postgresql:")) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(NAMES);
                ResultSet found = statement.executeQuery()) {
            if (found.next()) {
                throw ErrorCode.CONFIGURATION.exception(
                        "This database takes part in a migration (schema " + found.getString(1)
                                + " has its tables), but the connection has no plan: add migrating.plan=<file> to the URL");
            }
        }
    }
}
