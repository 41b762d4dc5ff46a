package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.merge.Merge;
import io.migratingjdbc.internal.merge.Parts;
import io.migratingjdbc.internal.merge.UnknownOrder;
import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.PerRole;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.route.Route;
import io.migratingjdbc.internal.sql.QueryShape;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Statements that both stores answer (protocol section 7). */
final class TwoStoreRunner {
    private final MigrationContext context;
    private final Transaction transaction;
    private final MergedRead mergedRead;
    private final CombinedRead combinedRead;
    private final GatheredRead gatheredRead;

    TwoStoreRunner(MigrationContext context, Transaction transaction) {
        this.context = context;
        this.transaction = transaction;
        this.mergedRead = new MergedRead(context, transaction);
        this.combinedRead = new CombinedRead(context, transaction);
        this.gatheredRead = new GatheredRead(context, transaction);
    }

    /** A query in both stores: merged as the rows come, or computed by one store where only a database can. */
    StatementResult read(Execution execution, Route.BothStores both, MigrationView view) throws SQLException {
        try {
            return readOnce(execution, both, view);
        } catch (SQLException e) {
            // Its tables may have been altered since its columns were described.
            context.partColumns().invalidate(execution.planned().profile().sql());
            throw e;
        }
    }

    private StatementResult readOnce(Execution execution, Route.BothStores both, MigrationView view)
            throws SQLException {
        QueryShape query = execution.planned().profile().query();
        if (query.form() instanceof QueryShape.Combined combined) {
            requireReadOnly(execution);
            Optional<StatementResult> groups = combinedRead.groups(execution, combined.combination(), view.accepting());
            return groups.isPresent() ? groups.get() : gathered(execution, view, "it has aggregates");
        }
        if (query.rows().isPresent() && needsStore(execution, query.rows().get())) {
            return inStoresOrder(execution, query.rows().get(), view);
        }
        try {
            return mergedRead.run(execution, both, view);
        } catch (UnknownOrder e) {
            if (query.locking()) {
                throw e;
            }
            return inStoresOrder(execution, query.rows().orElseThrow(), view);
        }
    }

    /** Whether it is known beforehand that merging does not do. */
    private boolean needsStore(Execution execution, QueryShape.Rows rows) throws SQLException {
        String sql = execution.planned().profile().sql();
        return rows.distinct()
                || scrolls(execution)
                || Bounds.stopTooEarly(rows, execution)
                || context.partColumns().getIfPresent(sql) != null;
    }

    /** Merged rows are gone when the next one is read; the rows of one store's own answer are not. */
    private static boolean scrolls(Execution execution) throws SQLException {
        return !execution.planned().profile().query().locking()
                && execution.statement().getResultSetType() != ResultSet.TYPE_FORWARD_ONLY;
    }

    private StatementResult inStoresOrder(Execution execution, QueryShape.Rows rows, MigrationView view)
            throws SQLException {
        requireReadOnly(execution);
        Long limit = Bounds.window(rows, execution).limitOfPart();
        Optional<StatementResult> combined = combinedRead.rows(execution, rows, limit, view.accepting());
        return combined.isPresent() ? combined.get() : gathered(execution, view, "its order is only known to a store");
    }

    private StatementResult gathered(Execution execution, MigrationView view, String reason) throws SQLException {
        Route route = context.router().gather(view, execution.planned(), transaction.state(), reason);
        if (route instanceof Route.Gather gather) {
            return gather(execution, gather);
        }
        throw StatementRunner.refused(execution, (Route.Refuse) route);
    }

    /** A query in one store, which is given the other's rows. */
    StatementResult gather(Execution execution, Route.Gather gather) throws SQLException {
        requireReadOnly(execution);
        return gatheredRead.run(execution, gather);
    }

    private static void requireReadOnly(Execution execution) throws SQLException {
        if (execution.statement().getResultSetConcurrency() != ResultSet.CONCUR_READ_ONLY) {
            throw ErrorCode.REFUSED.exception(
                    "A result from both stores cannot be updated through: use CONCUR_READ_ONLY and UPDATE.");
        }
    }

    /**
     * A write in both stores, one after the other in a fixed order, so that two of them cannot wait for each other. At most one may
     * change rows, unless transactions over both stores are allowed.
     */
    StatementResult write(Execution execution, Route.BothStores both) throws SQLException {
        StoreResult initial = part(execution, Role.INITIAL);
        StoreResult target = part(execution, Role.TARGET);
        PerRole<StoreResult> parts = new PerRole<>(initial, target);
        both.found(context.locator(), execution, Role.INITIAL, initial.changed() > 0, target.changed() > 0);
        if (initial.rows() != null) {
            Role accepting = context.host().view().accepting();
            return CombinedResult.ofRows(Merge.returning(
                    new Parts(
                            parts.get(accepting).rows(),
                            parts.get(accepting.other()).rows()),
                    execution.statement()));
        }
        Role changed = target.changed() > 0 ? Role.TARGET : Role.INITIAL;
        return CombinedResult.ofCount(
                initial.count() + target.count(), parts.get(changed).generatedKeys());
    }

    private StoreResult part(Execution execution, Role role) throws SQLException {
        StoreSession session = transaction.join(role);
        StoreResult result;
        try {
            result = execution.on(session);
        } catch (SQLException | RuntimeException e) {
            transaction.failedToCount(session);
            throw e;
        }
        transaction.changed(session, result.changed());
        return result;
    }

    /** Rows that are in both stores come from one; a row asked for by its key that is not there yet is in the other. */
    StatementResult readImmutable(Execution execution, Route.ReadImmutable read) throws SQLException {
        StoreResult first = execution.on(transaction.join(read.first()));
        return read.byKey() && first.empty()
                ? execution.on(transaction.join(read.first().other()))
                : first;
    }
}
