package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.jdbc.Identity.Reaction;
import io.migratingjdbc.internal.launch.Cell;
import io.migratingjdbc.internal.launch.InsertKeys;
import io.migratingjdbc.internal.launch.KeyCheck;
import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.IdStrategy;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.model.TableSchema;
import io.migratingjdbc.internal.route.InsertRules;
import io.migratingjdbc.internal.sql.InsertShape;
import io.migratingjdbc.internal.sql.InsertShape.OnConflict;
import io.migratingjdbc.internal.sql.RewrittenSql;
import io.migratingjdbc.internal.sql.RewrittenSql.Argument;
import io.migratingjdbc.internal.sql.ValueExpression;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

    InsertRunner(MigrationContext context, Transaction transaction) {
        this.context = context;
        this.transaction = transaction;
    }

    /** What one INSERT is about, once it is known where it goes. */
    private record Insert(
            TablePlan table,
            TableSchema schema,
            TableSchema.UniqueKey key,
            MigrationView view,
            Role store,
            boolean checkOther) {

        List<String> allColumns() {
            return schema.columns().stream().map(TableSchema.Column::name).toList();
        }

        InsertRules rules(Execution execution) {
            return new InsertRules(execution.planned(), table, schema, key.columns());
        }
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
            List<Identity> own = identities(execution, insert);
            boolean alike = !insert.rules(execution).computed()
                    && ledThere(execution, insert).isEmpty()
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
            withIds.add(withIds(execution, insert));
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
            refuseHitOfBatch(executions, insert, session, identities);
        }
        long[] counts = withIds.get(0) == null
                ? statement.batchOn(session, executions)
                : statement.batchOn(session, executions, withIds);
        transaction.changed(session, 1);
        return Optional.of(counts);
    }

    private void refuseHitOfBatch(
            List<Execution> executions, Insert insert, StoreSession session, List<List<Identity>> identities)
            throws SQLException {
        List<KeyCheck.Wanted> wanted = new ArrayList<>();
        for (int key = 0; key < identities.get(0).size(); key++) {
            List<List<Cell>> cells = new ArrayList<>();
            for (int i = 0; i < executions.size(); i++) {
                cells.addAll(cells(executions.get(i), identities.get(i).get(key).rows()));
            }
            wanted.add(wanted(insert, identities.get(0).get(key).key(), cells));
        }
        List<SortedSet<Integer>> hits = otherHits(insert, wanted);
        for (int key = 0; key < hits.size(); key++) {
            if (!hits.get(key).isEmpty()) {
                int first = hits.get(key).first();
                Identity identity = identities.get(first).get(key);
                refuse(
                        executions.get(first),
                        insert,
                        session,
                        identity.key(),
                        identity.rows().get(0));
            }
        }
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
        Optional<StatementResult> there = conflictThere(execution, insert, session);
        if (there.isPresent()) {
            return there.get();
        }
        RewrittenSql withIds = withIds(execution, insert);
        if (!insert.checkOther()) {
            return run(execution, session, withIds);
        }
        if (insert.rules(execution).computed()) {
            return insertThenCheck(execution, insert, session);
        }
        List<Identity> identities = identities(execution, insert);
        if (identities.isEmpty()) {
            return run(execution, session, withIds);
        }
        return identities.stream().allMatch(identity -> identity.reaction() == Reaction.FAIL)
                ? insertWhileChecking(execution, insert, session, withIds, identities)
                : insertUnlessHeld(execution, insert, session, withIds, identities);
    }

    /** The key, unless it comes from sequences of disjoint ranges, and the instance id of the application's making. */
    private static List<Identity> identities(Execution execution, Insert insert) {
        InsertShape shape = execution.planned().profile().insert();
        InsertRules rules = insert.rules(execution);
        List<Identity> identities = new ArrayList<>();
        InsertKeys.of(shape, insert.key().columns(), insert.allColumns())
                .ifPresent(rows -> identities.add(identity(shape, insert.key(), rows)));
        rules.ownId()
                .ifPresent(id -> identities.add(identity(
                        shape, id, InsertKeys.given(shape, insert.table().instanceId(), insert.allColumns()))));
        return identities;
    }

    private static Identity identity(InsertShape shape, TableSchema.UniqueKey key, List<List<ValueExpression>> rows) {
        return new Identity(key, rows, reactionTo(shape.onConflict(), key));
    }

    /** A conflict clause that is about another unique key leaves a conflict of this one an error, as natively. */
    private static Reaction reactionTo(OnConflict onConflict, TableSchema.UniqueKey key) {
        if (onConflict instanceof OnConflict.DoNothing nothing) {
            boolean any = nothing.columns().isEmpty() && nothing.constraint() == null;
            return any || isKey(nothing.columns(), nothing.constraint(), key) ? Reaction.SKIP : Reaction.FAIL;
        }
        if (onConflict instanceof OnConflict.DoUpdate update) {
            return isKey(update.columns(), update.constraint(), key) ? Reaction.UPDATE : Reaction.FAIL;
        }
        return Reaction.FAIL;
    }

    private static boolean isKey(List<String> columns, String constraint, TableSchema.UniqueKey key) {
        return constraint == null
                ? Set.copyOf(columns).equals(Set.copyOf(key.columns()))
                : constraint.equals(key.name());
    }

    private StoreResult run(Execution execution, StoreSession session, RewrittenSql withIds) throws SQLException {
        try {
            StoreResult result = withIds == null ? execution.on(session) : execution.on(session, withIds);
            transaction.changed(session, result.changed());
            return result;
        } catch (SQLException | RuntimeException e) {
            transaction.failedToCount(session);
            throw e;
        }
    }

    /** Steps 2 and 3 overlap; the call returns after both, and a conflict aborts the transaction as the database would. */
    private StatementResult insertWhileChecking(
            Execution execution, Insert insert, StoreSession session, RewrittenSql withIds, List<Identity> identities)
            throws SQLException {
        if (!context.overlapsKeyCheck()) {
            refuseHits(execution, insert, session, identities, otherHits(execution, insert, identities), Set.of());
            return run(execution, session, withIds);
        }
        CompletableFuture<List<SortedSet<Integer>>> other =
                context.async(() -> otherHits(execution, insert, identities));
        StoreResult result;
        try {
            result = run(execution, session, withIds);
        } catch (SQLException | RuntimeException e) {
            other.handle((hits, failure) -> null).join();
            transaction.abort(); // the row may be in the transaction all the same, and nobody has looked for its key
            throw e;
        }
        try {
            refuseHits(execution, insert, session, identities, MigrationContext.await(other), Set.of());
        } catch (SQLException | RuntimeException e) {
            transaction.abort(); // the row is in the transaction, and may not be or nobody knows whether it may
            throw e;
        }
        return result;
    }

    /** @param handled the rows that are not inserted, so that they cannot violate anything */
    private void refuseHits(
            Execution execution,
            Insert insert,
            StoreSession session,
            List<Identity> identities,
            List<SortedSet<Integer>> hits,
            Set<Integer> handled)
            throws SQLException {
        for (int i = 0; i < identities.size(); i++) {
            Identity identity = identities.get(i);
            SortedSet<Integer> violations = new TreeSet<>(hits.get(i));
            violations.removeAll(handled);
            if (!violations.isEmpty() && identity.reaction() == Reaction.FAIL) {
                refuse(
                        execution,
                        insert,
                        session,
                        identity.key(),
                        identity.rows().get(violations.first()));
            }
        }
    }

    private void refuse(
            Execution execution,
            Insert insert,
            StoreSession session,
            TableSchema.UniqueKey unique,
            List<ValueExpression> key)
            throws SQLException {
        transaction.refuseKeyOfChanged(insert.store().other(), insert.store());
        List<String> values = key.stream()
                .map(value -> execution.of(value).map(Object::toString).orElse(null))
                .toList();
        throw context.dialect().duplicateKey(session.connection(), insert.schema(), unique, values);
    }

    /** Nobody else can see what this transaction has deleted there: such a row holds the key no more, and is not to be skipped. */
    private void refuseRowsThatMayBeDeleted(
            Execution execution, Insert insert, List<Identity> identities, SortedSet<Integer> held)
            throws SQLException {
        Optional<StoreSession> other =
                transaction.joined(insert.store().other()).filter(StoreSession::changed);
        if (other.isPresent()) {
            SortedSet<Integer> seen = new TreeSet<>();
            KeyCheck.hitsOfEach(other.get().connection(), wanted(execution, insert, identities))
                    .forEach(seen::addAll);
            if (!seen.containsAll(held)) {
                transaction.refuseKeyOfChanged(insert.store().other(), insert.store());
            }
        }
    }

    private List<SortedSet<Integer>> otherHits(Execution execution, Insert insert, List<Identity> identities)
            throws SQLException {
        return otherHits(insert, wanted(execution, insert, identities));
    }

    private List<KeyCheck.Wanted> wanted(Execution execution, Insert insert, List<Identity> identities) {
        return identities.stream()
                .map(identity -> wanted(insert, identity.key(), cells(execution, identity.rows())))
                .toList();
    }

    private KeyCheck.Wanted wanted(Insert insert, TableSchema.UniqueKey key, List<List<Cell>> cells) {
        return new KeyCheck.Wanted(new KeyCheck(insert.schema(), key.columns(), context.dialect()), cells);
    }

    /** On a connection of the driver's own: never in the application's snapshot. */
    private List<SortedSet<Integer>> otherHits(Insert insert, List<KeyCheck.Wanted> wanted) throws SQLException {
        try (Connection other = context.side(insert.store().other())) {
            return KeyCheck.hitsOfEach(other, wanted);
        }
    }

    private static List<List<Cell>> cells(Execution execution, List<List<ValueExpression>> keys) {
        return keys.stream()
                .map(key -> key.stream().map(execution::cell).toList())
                .toList();
    }

    /** Rows whose ids lead to the other store are not inserted here; but ON CONFLICT may be about entities that are there. */
    private Optional<StatementResult> conflictThere(Execution execution, Insert insert, StoreSession session)
            throws SQLException {
        for (Identity identity : ledThere(execution, insert)) {
            SortedSet<Integer> held =
                    otherHits(execution, insert, List.of(identity)).get(0);
            if (held.size() == identity.rows().size()) {
                refuseRowsThatMayBeDeleted(execution, insert, List.of(identity), held);
                return Optional.of(
                        identity.reaction() == Reaction.UPDATE
                                ? updateThere(execution, insert, null, identity, held)
                                : insertMissing(execution, insert, session, null, held.size(), held));
            }
        }
        return Optional.empty();
    }

    /** What conflicts are about, if all rows bring ids of the other store. */
    private List<Identity> ledThere(Execution execution, Insert insert) {
        InsertShape shape = execution.planned().profile().insert();
        InsertRules rules = insert.rules(execution);
        if (!insert.checkOther()
                || shape.onConflict() instanceof OnConflict.Fail
                || rules.ids().isEmpty()) {
            return List.of();
        }
        for (ValueExpression id : rules.ids()) {
            Optional<Object> given = rules.bringsId(execution, id) ? execution.of(id) : Optional.empty();
            if (given.filter(value -> context.locator().isReadable(insert.table(), value))
                    .filter(value ->
                            context.locator().storeOfId(insert.view(), insert.table(), value) != insert.store())
                    .isEmpty()) {
                return List.of();
            }
        }
        List<Identity> identities = new ArrayList<>(identities(execution, insert));
        insert.schema()
                .uniqueKey(List.of(insert.table().instanceId()))
                .ifPresent(id -> identities.add(
                        identity(shape, id, rules.ids().stream().map(List::of).toList())));
        return identities.stream()
                .filter(identity -> identity.reaction() != Reaction.FAIL)
                .toList();
    }

    /** ON CONFLICT: the rows that hit in the other store are left out, or updated there. */
    private StatementResult insertUnlessHeld(
            Execution execution, Insert insert, StoreSession session, RewrittenSql withIds, List<Identity> identities)
            throws SQLException {
        List<SortedSet<Integer>> hits = otherHits(execution, insert, identities);
        SortedSet<Integer> handled = new TreeSet<>();
        for (int i = 0; i < identities.size(); i++) {
            if (identities.get(i).reaction() != Reaction.FAIL) {
                handled.addAll(hits.get(i));
            }
        }
        refuseHits(execution, insert, session, identities, hits, handled);
        if (handled.isEmpty()) {
            return run(execution, session, withIds);
        }
        refuseRowsThatMayBeDeleted(execution, insert, identities, handled);
        Optional<Identity> updated = identities.stream()
                .filter(identity -> identity.reaction() == Reaction.UPDATE)
                .findFirst();
        return updated.isPresent()
                ? updateThere(execution, insert, withIds, updated.get(), handled)
                : insertMissing(
                        execution,
                        insert,
                        session,
                        withIds,
                        identities.get(0).rows().size(),
                        handled);
    }

    /** ON CONFLICT DO NOTHING. */
    private StatementResult insertMissing(
            Execution execution,
            Insert insert,
            StoreSession session,
            RewrittenSql withIds,
            int rows,
            SortedSet<Integer> held)
            throws SQLException {
        if (lacksValues(execution, insert)) {
            throw failure(execution, insert, session, withIds);
        }
        if (held.size() == rows) {
            return execution.nothing(session);
        }
        RewrittenSql whole = withIds == null ? original(execution) : withIds;
        return run(execution, session, context.rewriter().withoutRows(whole, held));
    }

    /** A NULL where there must be a value is an error, which comes before the search for conflicts. */
    private static boolean lacksValues(Execution execution, Insert insert) {
        InsertShape shape = execution.planned().profile().insert();
        List<String> required = insert.schema().columns().stream()
                .filter(column -> !column.nullable())
                .map(TableSchema.Column::name)
                .filter(column -> !column.equals(insert.table().instanceId()))
                .toList();
        return shape.rows().stream()
                .anyMatch(row -> required.stream()
                        .anyMatch(
                                column -> execution.isNull(InsertKeys.value(shape, row, column, insert.allColumns()))));
    }

    /** The database's own error for the whole statement, whose rows must not stay should there be none. */
    private SQLException failure(Execution execution, Insert insert, StoreSession session, RewrittenSql withIds)
            throws SQLException {
        run(execution, session, withIds);
        transaction.abort();
        return ErrorCode.REFUSED.exception("Rows of " + insert.table().name() + " whose key is in store "
                + context.storeId(insert.store().other())
                + " have NULL in a column that may not be NULL; give a value");
    }

    private static RewrittenSql original(Execution execution) {
        int parameters = execution.planned().profile().parameters();
        List<Argument> arguments = IntStream.rangeClosed(1, parameters)
                .<Argument>mapToObj(Argument.Original::new)
                .toList();
        return new RewrittenSql(execution.planned().profile().sql(), arguments);
    }

    /** ON CONFLICT DO UPDATE: an entity of the other store is updated there, while its row is locked. */
    private StatementResult updateThere(
            Execution execution, Insert insert, RewrittenSql withIds, Identity identity, SortedSet<Integer> held)
            throws SQLException {
        int rows = identity.rows().size();
        if (held.size() < rows) {
            transaction.abort();
            throw ErrorCode.REFUSED.exception("Some of the rows exist in store "
                    + context.storeId(insert.store().other()) + " and others would be created in store "
                    + context.storeId(insert.store()) + "; upsert them one by one");
        }
        transaction.refuseSecondStore(insert.store().other());
        StoreSession other = transaction.join(insert.store().other());
        SortedSet<Integer> locked = new KeyCheck(insert.schema(), identity.key().columns(), context.dialect())
                .lock(other.connection(), cells(execution, identity.rows()));
        if (locked.size() < rows) {
            throw new FenceLostException(
                    "The row of " + insert.table().name() + " was deleted while it was about to be updated; try again",
                    null);
        }
        return run(execution, other, withIds);
    }

    /** Keys that only the database can compute: insert, read them back, check, and abort the transaction on a hit. */
    private StatementResult insertThenCheck(Execution execution, Insert insert, StoreSession session)
            throws SQLException {
        List<TableSchema.UniqueKey> keys = new ArrayList<>(List.of(insert.key()));
        insert.rules(execution).ownId().ifPresent(keys::add);
        List<String> columns = new ArrayList<>();
        keys.forEach(key -> columns.addAll(key.columns()));
        boolean ids = insert.table().tableClass() == TableClass.KEYED
                && insert.table().ids() != IdStrategy.LOOKUP;
        if (ids) {
            columns.add(insert.table().instanceId());
        }
        ReturnedRows returned = execution.returning(
                session, context.rewriter().withReturning(execution.planned().profile(), columns));
        transaction.changed(session, returned.rows().size());
        for (List<String> row : ids ? returned.rows() : List.<List<String>>of()) {
            refuseForeignId(insert, row.get(columns.size() - 1));
        }
        if (!returned.rows().isEmpty()) {
            refuseReturnedHits(insert, session, keys, returned.rows());
        }
        return returned.result();
    }

    private void refuseReturnedHits(
            Insert insert, StoreSession session, List<TableSchema.UniqueKey> keys, List<List<String>> rows)
            throws SQLException {
        List<List<List<String>>> values = new ArrayList<>(); // key by key, row by row
        int from = 0;
        for (TableSchema.UniqueKey key : keys) {
            int first = from;
            int end = first + key.columns().size();
            values.add(rows.stream().map(row -> row.subList(first, end)).toList());
            from = end;
        }
        List<SortedSet<Integer>> hits;
        try {
            hits = otherHits(
                    insert,
                    IntStream.range(0, keys.size())
                            .mapToObj(i -> wanted(insert, keys.get(i), constants(values.get(i))))
                            .toList());
        } catch (SQLException | RuntimeException e) {
            transaction.abort();
            throw e;
        }
        for (int i = 0; i < keys.size(); i++) {
            if (!hits.get(i).isEmpty()) {
                transaction.refuseKeyOfChanged(insert.store().other(), insert.store());
                SQLException duplicate = context.dialect()
                        .duplicateKey(
                                session.connection(),
                                insert.schema(),
                                keys.get(i),
                                values.get(i).get(hits.get(i).first()));
                transaction.abort(); // with the store's driver's autosave, the rows were still there
                throw duplicate;
            }
        }
    }

    private static List<List<Cell>> constants(List<List<String>> rows) {
        return rows.stream()
                .map(row -> row.stream().map(Cell::constant).toList())
                .toList();
    }

    /**
     * The statement with minted ids where its rows bring none (protocol section 6).
     *
     * @return null if the statement stays as it is
     */
    private RewrittenSql withIds(Execution execution, Insert insert) throws SQLException {
        TablePlan table = insert.table();
        InsertShape shape = execution.planned().profile().insert();
        if (table.tableClass() != TableClass.KEYED || table.ids() == IdStrategy.LOOKUP || shape.fromQuery()) {
            return null;
        }
        List<Object> minted = new ArrayList<>();
        InsertRules rules = insert.rules(execution);
        boolean any = false;
        for (List<ValueExpression> row : shape.rows()) {
            ValueExpression id = InsertKeys.value(shape, row, table.instanceId(), insert.allColumns());
            boolean brings = rules.bringsId(execution, id);
            Optional<Object> given = brings ? execution.of(id) : Optional.empty();
            if (given.isPresent()) {
                refuseForeignId(insert, given.get().toString());
            }
            minted.add(
                    brings || table.ids() == IdStrategy.RANGE
                            ? null
                            : context.ids().mint(insert.view().store(insert.store())));
            any |= !brings;
        }
        return any && table.ids() == IdStrategy.PREFIX
                ? context.rewriter()
                        .withColumnValues(
                                execution.planned().profile(), table.instanceId(), minted, insert.allColumns())
                : null;
    }

    /** An id must lead to the store in which the entity is created, or nobody would find it there. */
    private void refuseForeignId(Insert insert, String id) throws SQLException {
        if (!insert.view().phase().twoStore() && insert.view().phase() != Phase.STABLE) {
            return; // COMPLETED: every id leads to the target
        }
        if (insert.checkOther() && !context.locator().isReadable(insert.table(), id)) {
            transaction.abort();
            throw ErrorCode.REFUSED.exception("Instance id " + id + " of table "
                    + insert.table().name() + " is not written as a whole number, so that nobody can tell to which"
                    + " store it leads; give it in plain digits");
        }
        Role named = context.locator().storeOfId(insert.view(), insert.table(), id);
        if (named == insert.store()) {
            return;
        }
        transaction.abort();
        String message = "Instance id " + id + " leads to store " + context.storeId(named)
                + ", but entities are now created in store " + context.storeId(insert.store());
        throw context.locator().namesStore(insert.view(), insert.table(), id)
                ? ErrorCode.FENCE_LOST.exception(message + "; make a new id and try the transaction again")
                : ErrorCode.REFUSED.exception(message + "; leave column "
                        + insert.table().instanceId() + " out, so that the driver gives the id, or use migrating_id()");
    }
}
