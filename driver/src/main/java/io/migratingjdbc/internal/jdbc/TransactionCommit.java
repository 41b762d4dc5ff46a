package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.model.ErrorCode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits the parts of a transaction in the order that keeps it whole: parts that only read first, since they may fail without
 * harm; then the part with launches, under its fence; then, with {@code migrating.cross-store=ordered}, the other one.
 *
 * <p>Invariant: after an exception other than of a half applied transaction no rows of it are committed, or the outcome is said to be unknown.
 */
final class TransactionCommit {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionCommit.class);

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
        List<StoreSession> changed = new ArrayList<>();
        for (StoreSession part : parts) {
            if (fence.guards(part)) {
                changed.add(0, part);
            } else if (part.changed()) {
                changed.add(part);
            } else {
                commit(part);
            }
        }
        for (StoreSession part : changed) {
            try {
                commit(part);
            } catch (SQLException | RuntimeException e) {
                StoreSession first = changed.get(0);
                if (part != first && first.changed()) {
                    throw halfApplied(first, part, e);
                }
                throw e;
            }
        }
    }

    private void commit(StoreSession part) throws SQLException {
        fence.commit(part);
        part.has(script.settingsOf(part));
    }

    private SQLException halfApplied(StoreSession applied, StoreSession failed, Exception cause) {
        LOG.error(
                "Ordered transaction of migration {} was committed in store {} and not in store {}",
                context.plan().name(),
                context.storeId(applied.role()),
                context.storeId(failed.role()));
        return ErrorCode.OUTCOME_UNKNOWN.exception(
                "The transaction is committed in store " + context.storeId(applied.role())
                        + " but its COMMIT failed in store " + context.storeId(failed.role())
                        + " (migrating.cross-store=ordered)",
                cause);
    }
}
