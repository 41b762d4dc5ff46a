package io.migratingjdbc.internal.dialect;

import io.migratingjdbc.internal.model.Outcome;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;

/** PostgreSQL's SQLStates, sorted by what they mean to the protocol. */
final class PostgresErrors {
    private static final String INVALID_TEXT = "22P02";
    private static final String IN_FAILED_TRANSACTION = "25P02";
    private static final Pattern HOST_ID = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    private PostgresErrors() {}

    static ErrorClass classify(SQLException error) {
        String state = error.getSQLState() == null ? "" : error.getSQLState();
        if (sessionLost(state)) {
            return ErrorClass.CONNECTION_LOST;
        }
        return switch (state) {
            case INVALID_TEXT -> fenceLost(error) ? ErrorClass.FENCE_LOST : ErrorClass.OTHER;
            case "40001", "40P01" -> ErrorClass.SERIALIZATION;
            case "23505" -> ErrorClass.DUPLICATE_KEY;
            case "55P03", "57014" -> ErrorClass.LOCK_TIMEOUT;
            case "42P01", "3F000" -> ErrorClass.UNDEFINED_TABLE;
            default -> ErrorClass.OTHER;
        };
    }

    static Outcome outcomeOfFailedCommit(SQLException error) {
        String state = error.getSQLState() == null ? "" : error.getSQLState();
        boolean serverAnswered =
                error instanceof PSQLException answer && answer.getServerErrorMessage() != null && !sessionLost(state);
        // The client's own 25P02: the server answered COMMIT with ROLLBACK.
        return serverAnswered || state.equals(IN_FAILED_TRANSACTION) ? Outcome.NOT_APPLIED : Outcome.UNKNOWN;
    }

    /** A host id travels in the session's start-up options, where a blank or a backslash would mean something. */
    static void requireHostId(String hostId) {
        if (!HOST_ID.matcher(hostId).matches()) {
            throw new IllegalArgumentException(
                    "Host id \"" + hostId + "\" may have letters, digits, '-', '_' and '.' only");
        }
    }

    /** 57P0x: the server ends the session, perhaps after the commit was written but before it was answered. */
    private static boolean sessionLost(String state) {
        return state.startsWith("08") || state.startsWith("57P0");
    }

    private static boolean fenceLost(SQLException error) {
        return error.getMessage() != null && error.getMessage().contains(PostgresFence.LOST);
    }
}
