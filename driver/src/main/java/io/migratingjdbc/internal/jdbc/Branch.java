package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.model.ErrorCode;
import java.sql.SQLException;

/** Whether a session's transaction is a branch of a distributed one, and what that forbids. */
final class Branch {
    private boolean active;

    boolean active() {
        return active;
    }

    void begin() {
        active = true;
    }

    void end() {
        active = false;
    }

    /** @throws SQLException 0A000 in a branch */
    void refuseLaunch() throws SQLException {
        if (active) {
            throw ErrorCode.REFUSED.exception(
                    "A branch of a distributed (XA) transaction cannot create entities or immutable"
                            + " rows, nor call what might: the fence that guards a launch is not kept from PREPARE to COMMIT PREPARED;"
                            + " launch in a transaction of its own");
        }
    }

    /**
     * A transaction manager ends a branch, nobody else.
     *
     * @throws SQLException 55000 in a branch
     */
    void refuseControl(String what) throws SQLException {
        if (active) {
            throw new SQLException(
                    "Transaction control methods " + what + " not allowed while an XA transaction is active.", "55000");
        }
    }
}
