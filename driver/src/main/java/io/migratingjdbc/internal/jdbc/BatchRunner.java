package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.route.Route;
import io.migratingjdbc.internal.sql.StatementKind;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Batches. All executions that go unchanged to one store go there as one native batch; so do launches, after one bulk check of
 * their keys. Anything else is run one by one, in one transaction.
 */
final class BatchRunner {
    private final MigratingConnection connection;
    private final MigrationContext context;
    private final Transaction transaction;

    BatchRunner(MigratingConnection connection) {
        this.connection = connection;
        this.context = connection.context();
        this.transaction = connection.transaction();
    }

    static int[] toInts(long[] counts) {
        return Arrays.stream(counts)
                .mapToInt(count -> (int) Math.min(count, Integer.MAX_VALUE))
                .toArray();
    }

    /** Executions of one prepared statement. */
    long[] run(List<Execution> executions, MigratingPreparedStatement statement) throws SQLException {
        if (executions.isEmpty()) {
            return new long[0];
        }
        return transaction.untilFenceHolds(() -> attempt(executions, statement));
    }

    /** Executions of several texts. */
    long[] run(List<Execution> executions) throws SQLException {
        return transaction.untilFenceHolds(() -> oneByOne(executions));
    }

    private long[] attempt(List<Execution> executions, MigratingPreparedStatement statement) throws SQLException {
        if (transaction.failed().isPresent()) {
            return statement.batchOn(transaction.failed().get(), executions);
        }
        MigrationView view = context.host().view();
        Set<Route> routes = new HashSet<>();
        for (Execution execution : executions) {
            routes.add(context.router().route(view, execution.planned(), execution, transaction.state()));
        }
        StatementKind kind = executions.get(0).planned().profile().kind();
        boolean data = kind != StatementKind.TRANSACTION && kind != StatementKind.SESSION;
        if (data && routes.size() == 1 && routes.iterator().next() instanceof Route.OneStore one && !one.guarded()) {
            return watched(executions, () -> Optional.of(toOneStore(executions, statement, one.store())))
                    .orElseThrow();
        }
        boolean launches = routes.size() == 1
                && (routes.iterator().next() instanceof Route.Launch
                        || routes.iterator().next() instanceof Route.InsertImmutable);
        return launches ? launches(executions, statement, view) : oneByOne(executions);
    }

    private Optional<long[]> watched(List<Execution> executions, Transaction.Work<Optional<long[]>> work)
            throws SQLException {
        return context.census().watch(executions.get(0).planned(), executions, transaction.state(), work);
    }

    private long[] toOneStore(List<Execution> executions, MigratingPreparedStatement statement, Role store)
            throws SQLException {
        StoreSession session = transaction.join(store);
        long[] counts = statement.batchOn(session, executions);
        transaction.changed(session, Arrays.stream(counts).anyMatch(count -> count != 0) ? 1 : 0);
        return counts;
    }

    private long[] launches(List<Execution> executions, MigratingPreparedStatement statement, MigrationView view)
            throws SQLException {
        return transaction.within(() -> {
            if (transaction.launch().epoch() != view.epoch()) {
                return attempt(executions, statement);
            }
            Optional<long[]> counts = watched(executions, () -> inserts(executions, statement, view));
            return counts.isPresent() ? counts.get() : oneByOne(executions);
        });
    }

    private Optional<long[]> inserts(
            List<Execution> executions, MigratingPreparedStatement statement, MigrationView view) throws SQLException {
        try {
            return new InsertRunner(context, transaction).batch(executions, statement, view);
        } catch (BatchUpdateException | FenceLostException e) {
            throw e;
        } catch (SQLException e) {
            throw failure(e, new long[0]);
        }
    }

    /** In order, in one transaction, so that a batch of the application's without one is still all or nothing. */
    private long[] oneByOne(List<Execution> executions) throws SQLException {
        long[] counts = new long[executions.size()];
        transaction.within(() -> {
            for (int i = 0; i < counts.length; i++) {
                counts[i] = one(executions.get(i), Arrays.copyOf(counts, i));
            }
            return null;
        });
        return counts;
    }

    private long one(Execution execution, long[] before) throws SQLException {
        try {
            StatementResult result = connection.runner().run(execution);
            long count = result.count();
            result.close();
            return count;
        } catch (FenceLostException e) {
            throw e;
        } catch (SQLException e) {
            throw failure(e, before);
        }
    }

    private static BatchUpdateException failure(SQLException cause, long[] before) {
        BatchUpdateException failure =
                new BatchUpdateException(cause.getMessage(), cause.getSQLState(), cause.getErrorCode(), before, cause);
        failure.setNextException(cause);
        return failure;
    }
}
