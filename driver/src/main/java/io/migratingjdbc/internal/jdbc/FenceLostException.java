package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.model.ErrorCode;
import java.sql.SQLTransactionRollbackException;

/** SQLState 40001: the launch was routed under a view that no longer holds. Known not to be applied. */
final class FenceLostException extends SQLTransactionRollbackException {
    private static final long serialVersionUID = 1;

    FenceLostException(String message, Throwable cause) {
        super(message, ErrorCode.FENCE_LOST.sqlState());
        if (cause != null) {
            initCause(cause);
        }
    }
}
