package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.route.PlannedStatement;
import io.migratingjdbc.internal.route.Route;
import io.migratingjdbc.internal.sql.StatementKind;
import io.migratingjdbc.internal.sql.StatementProfile;
import java.sql.BatchUpdateException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Batches. All executions that go unchanged to one store go there as one native batch; so do launches by one prepared statement,
 * after one bulk check of their keys. Anything else is run one by one, in one transaction.
 */
final class BatchRunner {

    /** One native batch in one store. */
    @FunctionalInterface
    interface Batch {
        long[] on(StoreSession session, List<Execution> executions) throws SQLException;
    }

    @FunctionalInterface
    private interface Visitor {
        void visit(StatementResult result) throws SQLException;
    }

    private final MigratingConnection connection;
    private final MigrationContext context;
    private final Transaction transaction;

    BatchRunner(MigratingConnection connection) {
        this.connection = connection;
        this.context = connection.context();
        this.transaction = connection.transaction();
    }

    static int[] toInts(long[] counts) {
        return Arrays.stream(counts).mapToInt(AbstractStatement::narrow).toArray();
    }

    /** Executions of one prepared statement. */
    long[] run(List<Execution> executions, MigratingPreparedStatement statement) throws SQLException {
        return run(executions, new OfPrepared(statement));
    }

    /** Executions of several texts. */
    long[] run(List<Execution> executions, Batch batch) throws SQLException {
        return run(executions, new OfTexts(batch));
    }

    private long[] run(List<Execution> executions, Kind kind) throws SQLException {
        if (executions.isEmpty()) {
            return new long[0];
        }
        return connection.alone(() -> transaction.untilFenceHolds(() -> attempt(executions, kind)));
    }

    /** What texts and prepared statements do differently. */
    private interface Kind extends Batch {

        /** All of them as launches; empty if they have to be run one by one. */
        Optional<long[]> launches(List<Execution> executions, MigrationView view) throws SQLException;

        long[] oneByOne(List<Execution> executions) throws SQLException;
    }

    private final class OfTexts implements Kind {
        private final Batch batch;

        OfTexts(Batch batch) {
            this.batch = batch;
        }

        @Override
        public long[] on(StoreSession session, List<Execution> executions) throws SQLException {
            return batch.on(session, executions);
        }

        @Override
        public Optional<long[]> launches(List<Execution> executions, MigrationView view) {
            return Optional.empty();
        }

        @Override
        public long[] oneByOne(List<Execution> executions) throws SQLException {
            return inOrder(executions, result -> {});
        }
    }

    private final class OfPrepared implements Kind {
        private final MigratingPreparedStatement statement;

        OfPrepared(MigratingPreparedStatement statement) {
            this.statement = statement;
        }

        @Override
        public long[] on(StoreSession session, List<Execution> executions) throws SQLException {
            return statement.batchOn(session, executions);
        }

        @Override
        public Optional<long[]> launches(List<Execution> executions, MigrationView view) throws SQLException {
            try {
                return new InsertRunner(context, transaction).batch(executions, statement, view);
            } catch (BatchUpdateException | FenceLostException e) {
                throw e;
            } catch (SQLException e) {
                throw failure(e, executions, Optional.empty());
            }
        }

        @Override
        public long[] oneByOne(List<Execution> executions) throws SQLException {
            if (!statement.wantsKeys()) {
                return inOrder(executions, result -> {});
            }
            List<ResultSet> keys = new ArrayList<>();
            long[] counts = inOrder(
                    executions.stream().map(statement::keepingKeys).toList(),
                    result -> Optional.ofNullable(result.generatedKeys()).ifPresent(keys::add));
            statement.adopt(CombinedResult.ofCount(-1, keys.isEmpty() ? null : new ConcatenatedRows(keys, statement)));
            return counts;
        }
    }

    private long[] attempt(List<Execution> executions, Kind kind) throws SQLException {
        boolean controlled = executions.stream().anyMatch(BatchRunner::controls);
        if (transaction.failed().isPresent()) {
            return controlled
                    ? kind.oneByOne(executions)
                    : kind.on(transaction.failed().get(), executions);
        }
        transaction.releaseUnneeded();
        MigrationView view = context.host().view();
        if (!controlled) {
            transaction.goesOnUnder(view);
        }
        Set<Route> routes = new HashSet<>();
        for (Execution execution : executions) {
            routes.add(context.router().route(view, execution.planned(), execution, transaction.state()));
        }
        Optional<Role> store = oneStore(routes);
        if (store.isPresent() && !controlled) {
            return guarded(routes)
                    ? launched(executions, kind, view, () -> toOneStore(executions, kind, store.get()))
                    : toOneStore(executions, kind, store.get());
        }
        Route first = routes.iterator().next();
        // What a batch reads besides is asked of the stores one by one, where copies of ended entities are left out.
        boolean whole = !view.hasCopies()
                || executions.stream()
                        .allMatch(execution ->
                                execution.planned().profile().tables().size() == 1);
        if (routes.size() == 1 && whole && (first instanceof Route.Launch || first instanceof Route.InsertImmutable)) {
            return launched(executions, kind, view, () -> {
                Optional<long[]> counts = watched(executions, () -> kind.launches(executions, view));
                return counts.isPresent() ? counts.get() : kind.oneByOne(executions);
            });
        }
        return kind.oneByOne(executions);
    }

    /** The store to which all of them go unchanged. */
    private static Optional<Role> oneStore(Set<Route> routes) {
        Set<Role> stores = EnumSet.noneOf(Role.class);
        for (Route route : routes) {
            if (!(route instanceof Route.OneStore one)) {
                return Optional.empty();
            }
            stores.add(one.store());
        }
        return stores.size() == 1 ? Optional.of(stores.iterator().next()) : Optional.empty();
    }

    private static boolean guarded(Set<Route> routes) {
        return routes.stream().anyMatch(route -> route instanceof Route.OneStore one && one.guarded());
    }

    /** Transaction control and settings are the driver's own affair. */
    private static boolean controls(Execution execution) {
        StatementProfile profile = execution.planned().profile();
        return profile.transactionCommand() != null || profile.kind() == StatementKind.SESSION;
    }

    /** Under the eyes of the census, which counts each text. */
    private Optional<long[]> watched(List<Execution> executions, Transaction.Work<Optional<long[]>> work)
            throws SQLException {
        Map<PlannedStatement, List<Execution>> texts =
                executions.stream().collect(Collectors.groupingBy(Execution::planned));
        Transaction.Work<Optional<long[]>> watched = work;
        for (Map.Entry<PlannedStatement, List<Execution>> text : texts.entrySet()) {
            Transaction.Work<Optional<long[]>> inner = watched;
            watched = () -> context.census().watch(text.getKey(), text.getValue(), transaction.state(), inner);
        }
        return watched.run();
    }

    private long[] toOneStore(List<Execution> executions, Kind kind, Role store) throws SQLException {
        return watched(executions, () -> Optional.of(inOneStore(executions, kind, store)))
                .orElseThrow();
    }

    private long[] inOneStore(List<Execution> executions, Kind kind, Role store) throws SQLException {
        StoreSession session = transaction.join(store);
        long[] counts;
        try {
            counts = kind.on(session, executions);
        } catch (SQLException | RuntimeException e) {
            transaction.failedToCount(session);
            throw e;
        }
        transaction.changed(session, Arrays.stream(counts).anyMatch(count -> count != 0) ? 1 : 0);
        return counts;
    }

    /** With the launches' ticket; what was routed under an older view than the ticket's is routed anew. */
    private long[] launched(List<Execution> executions, Kind kind, MigrationView routed, Transaction.Work<long[]> work)
            throws SQLException {
        return transaction.within(
                () -> transaction.launch().epoch() == routed.epoch() ? work.run() : attempt(executions, kind));
    }

    /**
     * In one transaction, so that a batch of the application's without one is still all or nothing.
     *
     * @param visitor sees each result
     */
    private long[] inOrder(List<Execution> executions, Visitor visitor) throws SQLException {
        long[] counts = new long[executions.size()];
        transaction.within(() -> {
            for (int i = 0; i < counts.length; i++) {
                counts[i] = one(executions, i, visitor);
            }
            return null;
        });
        return counts;
    }

    private long one(List<Execution> executions, int index, Visitor visitor) throws SQLException {
        try {
            StatementResult result = connection.run(executions.get(index));
            if (result.rows() != null) {
                throw new SQLException("A result was returned when none was expected.", "0100E");
            }
            visitor.visit(result);
            long count = result.count();
            result.close();
            return count;
        } catch (FenceLostException e) {
            throw e;
        } catch (SQLException e) {
            throw failure(e, executions, Optional.of(index));
        }
    }

    /** As the store's driver reports it: nothing of the batch counts, and the cause is also the next exception. */
    private static BatchUpdateException failure(
            SQLException cause, List<Execution> executions, Optional<Integer> index) {
        long[] counts = new long[executions.size()];
        Arrays.fill(counts, Statement.EXECUTE_FAILED);
        Execution failed = executions.get(index.orElse(0));
        BatchUpdateException failure = new BatchUpdateException(
                "Batch entry " + index.map(i -> i + " ").orElse("")
                        + failed.planned().profile().sql() + " was aborted: " + cause.getMessage()
                        + "  Call getNextException to see other errors in the batch.",
                cause.getSQLState(),
                0,
                counts,
                cause);
        failure.setNextException(cause);
        return failure;
    }
}
