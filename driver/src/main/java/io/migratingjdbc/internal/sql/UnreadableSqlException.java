package io.migratingjdbc.internal.sql;

/**
 * The text cannot be analysed; the message says why. Never leaves this package: it becomes {@link
 * StatementKind#UNKNOWN}.
 */
final class UnreadableSqlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableSqlException(String reason) {
        super(reason, null, false, false);
    }
}
