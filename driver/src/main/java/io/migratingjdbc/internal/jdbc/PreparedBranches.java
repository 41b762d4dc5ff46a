package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.transaction.xa.XAException;

/** Prepared branches in whichever store they are: who ends them need not have begun them, nor know the phase of that time. */
final class PreparedBranches {

    @FunctionalInterface
    private interface End {
        boolean in(Connection connection, String name) throws SQLException;
    }

    private final MigrationContext context;

    PreparedBranches(MigrationContext context) {
        this.context = context;
    }

    void commit(BranchId id) throws XAException {
        end(id, (connection, name) -> context.dialect().commitPrepared(connection, name));
    }

    void rollback(BranchId id) throws XAException {
        end(id, (connection, name) -> context.dialect().rollbackPrepared(connection, name));
    }

    /** A store that cannot be asked may have it: the transaction manager tries again. */
    private void end(BranchId id, End end) throws XAException {
        SQLException unreachable = null;
        for (Role role : Role.values()) {
            try (Connection connection = context.side(role)) {
                if (end.in(connection, id.name())) {
                    return;
                }
            } catch (SQLException e) {
                unreachable = e;
            }
        }
        throw unreachable == null
                ? failure(XAException.XAER_NOTA, "No store has the prepared branch " + id.name(), null)
                : failure(XAException.XAER_RMFAIL, "A store could not be asked for branch " + id.name(), unreachable);
    }

    /** All of both stores; in a phase of one store the other one need not be there any more. */
    List<BranchId> all() throws XAException {
        List<BranchId> ids = new ArrayList<>();
        for (Role role : Role.values()) {
            try (Connection connection = context.side(role)) {
                for (String name : context.dialect().prepared(connection)) {
                    BranchId.parse(name).ifPresent(ids::add);
                }
            } catch (SQLException e) {
                if (needed(role)) {
                    throw failure(XAException.XAER_RMFAIL, "Store " + context.storeId(role) + " could not be asked", e);
                }
            }
        }
        return ids;
    }

    private boolean needed(Role role) throws XAException {
        try {
            MigrationView view = context.host().view();
            return view.phase().twoStore() || view.accepting() == role;
        } catch (SQLException e) {
            throw failure(XAException.XAER_RMFAIL, "The migration's record could not be read", e);
        }
    }

    static XAException failure(int code, String message, Exception cause) {
        XAException failure = new XAException(message);
        failure.errorCode = code;
        failure.initCause(cause);
        return failure;
    }
}
