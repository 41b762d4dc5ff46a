package io.migratingjdbc.internal.model;

import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransactionRollbackException;

/** The errors of the driver's own, each with its SQLState. Conflicts are the database's own errors (protocol section 5). */
public enum ErrorCode {
    /** The statement cannot be answered exactly in this phase; the message says why and what to do. */
    REFUSED("0A000"),
    /** The transaction would change rows in both stores ({@code migrating.cross-store=reject}). */
    CROSS_STORE("0A000"),
    /** The store was closed, or opened anew, between routing and commit: nothing was applied, try the transaction again. */
    FENCE_LOST("40001"),
    /** The transaction's snapshot is older than rows that came to the store when the other one was given up: try it again. */
    SNAPSHOT_TOO_OLD("40001"),
    /** The connection was lost during COMMIT: the transaction may or may not be applied. */
    OUTCOME_UNKNOWN("08007"),
    /** A store or the metadata store cannot be reached, so that the host cannot know where to go. */
    UNREACHABLE("08001"),
    /** A setting, the plan or the stores do not fit together. */
    CONFIGURATION("08004");

    private final String sqlState;

    ErrorCode(String sqlState) {
        this.sqlState = sqlState;
    }

    public String sqlState() {
        return sqlState;
    }

    public SQLException exception(String message) {
        return exception(message, null);
    }

    /** @param cause may be null */
    public SQLException exception(String message, Throwable cause) {
        SQLException exception = switch (this) {
            case REFUSED, CROSS_STORE -> new SQLFeatureNotSupportedException(message, sqlState);
            case FENCE_LOST, SNAPSHOT_TOO_OLD -> new SQLTransactionRollbackException(message, sqlState);
            case OUTCOME_UNKNOWN -> new SQLException(message, sqlState);
            case UNREACHABLE, CONFIGURATION -> new SQLNonTransientConnectionException(message, sqlState);
        };
        if (cause != null) {
            exception.initCause(cause);
        }
        return exception;
    }
}
