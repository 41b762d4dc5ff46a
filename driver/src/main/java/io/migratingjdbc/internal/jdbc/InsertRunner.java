package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.jdbc.Identity.Reaction;
import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.IdStrategy;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.model.TableSchema;
import io.migratingjdbc.internal.sql.InsertShape.OnConflict;
import io.migratingjdbc.internal.sql.RewrittenSql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Carries out INSERTs of entities and of immutable rows (protocol sections 4, 5 and 8). Always within a transaction that
 * has the ticket of a launch, and under the view of that ticket.
 *
 * <p>Invariant: an INSERT returns normally only after the other store was read for its keys, after the launch was routed, and held none of
 * those that were inserted. After a conflict the transaction is in the state in which the database itself leaves it.
 */
final class InsertRunner {
    private final MigrationContext context;
    private final Transaction transaction;
    private final OtherStoreKeys others;
    private final InsertedIds ids;
    private final InsertedRows rows;
    private final ConflictRunner conflicts;

    InsertRunner(MigrationContext context, Transaction transaction) {
        this.context = context;
        this.transaction = transaction;
        this.others = new OtherStoreKeys(context, transaction);
        this.ids = new InsertedIds(context, transaction);
        this.rows = new InsertedRows(transaction);
        this.conflicts = new ConflictRunner(context, transaction, others, rows);
    }

    StatementResult launch(Execution execution, TablePlan table, MigrationView view) throws SQLException {
        if (execution.planned().profile().insert().onConflict() instanceof OnConflict.Fail) {
            transaction.refuseSecondStore(view.accepting());
        }
        return insert(execution, launchInto(table, view));
    }

    StatementResult immutable(Execution execution, TablePlan table, MigrationView view) throws SQLException {
        return insert(execution, immutableInto(table, view));
    }

    /**
     * The same INSERT many times: one bulk check of all keys, then one native batch.
     *
     * @return empty if they have to be run one by one
     */
    Optional<long[]> batch(List<Execution> executions, MigratingPreparedStatement statement, MigrationView view)
            throws SQLException {
        TablePlan table = executions.get(0).planned().target().orElseThrow();
        Insert insert = table.tableClass() == TableClass.KEYED ? launchInto(table, view) : immutableInto(table, view);
        if (insert.checkOther()
                && executions.stream()
                        .anyMatch(execution ->
                                insert.rules(execution).refusal(execution).isPresent())) {
            return Optional.empty();
        }
        List<List<Identity>> identities = new ArrayList<>();
        for (Execution execution : insert.checkOther() ? executions : List.<Execution>of()) {
            List<Identity> own = insert.identities(execution);
            boolean alike = !insert.rules(execution).computed()
                    && conflicts.ledThere(execution, insert).isEmpty()
                    && own.size() == (identities.isEmpty() ? own : identities.get(0)).size()
                    && own.stream()
                            .allMatch(identity -> identity.reaction() == Reaction.FAIL
                                    && identity.rows().size() == 1);
            if (!alike) {
                return Optional.empty();
            }
            identities.add(own);
        }
        List<RewrittenSql> withIds = new ArrayList<>();
        for (Execution execution : executions) {
            withIds.add(ids.withIds(execution, insert));
        }
        Set<String> texts = withIds.stream()
                .map(rewritten -> rewritten == null ? "" : rewritten.sql())
                .collect(Collectors.toSet());
        if (texts.size() > 1) {
            return Optional.empty();
        }
        transaction.refuseSecondStore(insert.store());
        StoreSession session = transaction.join(insert.store());
        if (!identities.isEmpty() && !identities.get(0).isEmpty()) {
            others.refuseHitOfBatch(executions, insert, session, identities);
        }
        long[] counts = withIds.get(0) == null
                ? statement.batchOn(session, executions)
                : statement.batchOn(session, executions, withIds);
        transaction.changed(session, 1);
        return Optional.of(counts);
    }

    private Insert launchInto(TablePlan table, MigrationView view) throws SQLException {
        TableSchema schema = context.schemaOf(table.name());
        TableSchema.UniqueKey key = schema.uniqueKey(table.key())
                .orElseThrow(() -> new SQLException(
                        "Table " + table.name() + " has no unique index over its key " + table.key()
                                + "; create one in both stores",
                        ErrorCode.CONFIGURATION.sqlState()));
        return new Insert(
                table, schema, key, view, view.accepting(), view.phase().twoStore());
    }

    /** To where the transaction has changed rows already, if the row is copied from there; else to the accepting store as a launch. */
    private Insert immutableInto(TablePlan table, MigrationView view) throws SQLException {
        boolean twoStore = view.phase().twoStore();
        Role changed = transaction.state().changed();
        Role store = twoStore && changed != null ? changed : view.accepting();
        TableSchema schema = context.schemaOf(table.name());
        TableSchema.UniqueKey key = schema.primaryKey()
                .orElseThrow(() -> new SQLException(
                        "Immutable table " + table.name() + " has no primary key, by which its rows are copied;"
                                + " create one in both stores",
                        ErrorCode.CONFIGURATION.sqlState()));
        if (twoStore) {
            transaction.insertedImmutable(store);
        } else {
            transaction.refuseSecondStore(store);
        }
        return new Insert(table, schema, key, view, store, twoStore);
    }

    private StatementResult insert(Execution execution, Insert insert) throws SQLException {
        Optional<String> refusal = insert.checkOther() ? insert.rules(execution).refusal(execution) : Optional.empty();
        if (refusal.isPresent()) {
            throw ErrorCode.REFUSED.exception(refusal.get());
        }
        StoreSession session = transaction.join(insert.store());
        Optional<StatementResult> there = conflicts.conflictThere(execution, insert, session);
        if (there.isPresent()) {
            return there.get();
        }
        RewrittenSql withIds = ids.withIds(execution, insert);
        if (!insert.checkOther()) {
            return rows.run(execution, session, withIds);
        }
        if (insert.rules(execution).computed()) {
            return insertThenCheck(execution, insert, session);
        }
        List<Identity> identities = insert.identities(execution);
        if (identities.isEmpty()) {
            return rows.run(execution, session, withIds);
        }
        return identities.stream().allMatch(identity -> identity.reaction() == Reaction.FAIL)
                ? insertWhileChecking(execution, insert, session, withIds, identities)
                : conflicts.insertUnlessHeld(execution, insert, session, withIds, identities);
    }

    /** Steps 2 and 3 overlap; the call returns after both, and a conflict aborts the transaction as the database would. */
    private StatementResult insertWhileChecking(
            Execution execution, Insert insert, StoreSession session, RewrittenSql withIds, List<Identity> identities)
            throws SQLException {
        if (!context.overlapsKeyCheck()) {
            others.refuseHits(
                    execution, insert, session, identities, others.hits(execution, insert, identities), Set.of());
            return rows.run(execution, session, withIds);
        }
        CompletableFuture<List<SortedSet<Integer>>> other =
                context.async(() -> others.hits(execution, insert, identities));
        StoreResult result;
        try {
            result = rows.run(execution, session, withIds);
        } catch (SQLException | RuntimeException e) {
            other.handle((hits, failure) -> null).join();
            transaction.abort(); // the row may be in the transaction all the same, and nobody has looked for its key
            throw e;
        }
        try {
            others.refuseHits(execution, insert, session, identities, MigrationContext.await(other), Set.of());
        } catch (SQLException | RuntimeException e) {
            transaction.abort(); // the row is in the transaction, and may not be or nobody knows whether it may
            throw e;
        }
        return result;
    }

    /** Keys that only the database can compute: insert, read them back, check, and abort the transaction on a hit. */
    private StatementResult insertThenCheck(Execution execution, Insert insert, StoreSession session)
            throws SQLException {
        List<TableSchema.UniqueKey> keys = new ArrayList<>(List.of(insert.key()));
        insert.rules(execution).ownId().ifPresent(keys::add);
        List<String> columns = new ArrayList<>();
        keys.forEach(key -> columns.addAll(key.columns()));
        boolean namesStore = insert.table().tableClass() == TableClass.KEYED
                && insert.table().ids() != IdStrategy.LOOKUP;
        if (namesStore) {
            columns.add(insert.table().instanceId());
        }
        ReturnedRows returned;
        try {
            returned = execution.returning(
                    session,
                    context.rewriter().withReturning(execution.planned().profile(), columns));
        } catch (SQLException | RuntimeException e) {
            transaction
                    .abort(); // the rows may be in the transaction all the same, and nobody has looked for their keys
            throw e;
        }
        transaction.changed(session, returned.rows().size());
        for (List<String> row : namesStore ? returned.rows() : List.<List<String>>of()) {
            ids.refuseForeignId(insert, row.get(columns.size() - 1));
        }
        if (!returned.rows().isEmpty()) {
            others.refuseReturnedHits(insert, session, keys, returned.rows());
        }
        return returned.result();
    }
}
