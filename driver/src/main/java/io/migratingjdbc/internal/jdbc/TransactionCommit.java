package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.model.Outcome;
import io.migratingjdbc.internal.model.StoreId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Commits the parts of a transaction in the order that keeps it whole: parts that only read first, since they may fail without
 * harm; then the part with launches, under its fence; then, with {@code migrating.cross-store=ordered}, the other one, whose
 * deferred constraints have been checked before.
 *
 * <p>Invariant: after an exception no rows of the transaction are committed, or the exception says which may be.
 */
final class TransactionCommit {
    private final MigrationContext context;
    private final LaunchFence fence;
    private final TransactionScript script;

    TransactionCommit(MigrationContext context, LaunchFence fence, TransactionScript script) {
        this.context = context;
        this.fence = fence;
        this.script = script;
    }

    /** @throws SQLException 40001 if the fence was lost (nothing is applied); 08007 if the outcome is unknown */
    void run(List<StoreSession> parts) throws SQLException {
        List<StoreSession> writers = new ArrayList<>();
        for (StoreSession part : parts) {
            if (fence.guards(part)) {
                writers.add(0, part);
            } else if (part.changed()) {
                writers.add(part);
            } else {
                commit(part);
            }
        }
        if (writers.size() > 1 && writers.get(0).changed()) {
            inOrder(writers.get(0), writers.get(1));
            return;
        }
        for (StoreSession part : writers) {
            commit(part);
        }
    }

    private void commit(StoreSession part) throws SQLException {
        fence.commit(part, script.mayForbidWrites(part));
        part.has(script.settingsOf(part));
    }

    /** Between the two commits is the window in which a failure leaves half of the transaction. */
    private void inOrder(StoreSession first, StoreSession second) throws SQLException {
        context.dialect().checkDeferred(second.connection());
        context.ordered().begin();
        StoreId one = context.storeId(first.role());
        StoreId other = context.storeId(second.role());
        try {
            commit(first);
        } catch (SQLException e) {
            if (outcome(e) == Outcome.NOT_APPLIED) {
                throw e;
            }
            throw context.ordered()
                    .torn(
                            "The transaction may or may not be committed in store " + one
                                    + ", and is rolled back in store " + other,
                            e);
        }
        try {
            commit(second);
        } catch (SQLException e) {
            String there = outcome(e) == Outcome.NOT_APPLIED ? "is rolled back" : "may or may not be committed";
            throw context.ordered()
                    .torn("The transaction is committed in store " + one + ", and " + there + " in store " + other, e);
        }
    }

    private Outcome outcome(SQLException e) {
        return e instanceof FenceLostException
                ? Outcome.NOT_APPLIED
                : context.dialect().outcomeOfFailedCommit(e);
    }
}
