package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.merge.KeyColumns;
import io.migratingjdbc.internal.merge.Merge;
import io.migratingjdbc.internal.merge.Parts;
import io.migratingjdbc.internal.merge.Window;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.sql.QueryShape.Rows;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.concurrent.CompletableFuture;

/**
 * A query that locks a limited number of rows, as the poll of a work queue does. Each store may have all of them, so each locks as many;
 * what is not taken is unlocked again, because others wait for those rows or skip them.
 *
 * <p>The second read of a store may find other rows than the first, as others may have locked some in between: they are locked just as
 * well, and merged anew.
 */
final class LockingRead {
    private final MigrationContext context;
    private final Transaction transaction;
    private final Execution execution;
    private final Rows query;
    private final Window window;

    /** What a store has locked, and the savepoint to which it can go back. */
    private record Locked(StoreSession session, Savepoint before, ResultSet rows) {

        long count() throws SQLException {
            long count = rows.last() ? rows.getRow() : 0;
            rows.beforeFirst();
            return count;
        }
    }

    LockingRead(MigrationContext context, Transaction transaction, Execution execution, Rows query, Window window) {
        this.context = context;
        this.transaction = transaction;
        this.execution = execution;
        this.query = query;
        this.window = window;
    }

    StatementResult run(Role near) throws SQLException {
        StoreSession hereSession = transaction.join(near);
        StoreSession thereSession = transaction.join(near.other());
        Long most = window.limitOfPart();
        CompletableFuture<Locked> far = context.async(() -> lock(thereSession, most));
        Locked here;
        try {
            here = lock(hereSession, most);
        } catch (SQLException | RuntimeException e) {
            far.handle((result, failure) -> null).join();
            throw e;
        }
        Locked there = MigrationContext.await(far);
        Merge.Taken taken;
        try {
            taken = Merge.take(
                    query, new Parts(here.rows(), there.rows(), true), window, context.textOrder(), KeyColumns.NONE);
        } catch (SQLException | RuntimeException e) {
            unlock(here);
            unlock(there);
            throw e;
        }
        here = keep(here, taken.accepting());
        there = keep(there, taken.other());
        Parts parts = new Parts(here.rows(), there.rows(), true);
        return CombinedResult.ofRows(
                Merge.rows(query, parts, window, context.textOrder(), KeyColumns.NONE, execution.statement()));
    }

    private Locked lock(StoreSession session, long limit) throws SQLException {
        return read(session, session.connection().setSavepoint(), limit);
    }

    private Locked read(StoreSession session, Savepoint before, long limit) throws SQLException {
        PreparedStatement statement = execution.bound(
                session,
                context.rewriter().withKeysAndLimit(execution.planned().profile(), limit),
                ResultSet.TYPE_SCROLL_INSENSITIVE);
        return new Locked(session, before, statement.executeQuery());
    }

    private Locked keep(Locked locked, long taken) throws SQLException {
        if (locked.count() <= taken) {
            locked.session().connection().releaseSavepoint(locked.before());
            return locked;
        }
        unlock(locked);
        Locked again = read(locked.session(), locked.before(), taken);
        locked.session().connection().releaseSavepoint(locked.before());
        return again;
    }

    private static void unlock(Locked locked) throws SQLException {
        locked.rows().close();
        locked.session().connection().rollback(locked.before());
    }
}
