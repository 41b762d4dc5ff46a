package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.jdbc.Identity.Reaction;
import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.route.InsertRules;
import io.migratingjdbc.internal.sql.InsertShape;
import io.migratingjdbc.internal.sql.InsertShape.OnConflict;
import io.migratingjdbc.internal.sql.RewrittenSql;
import io.migratingjdbc.internal.sql.RewrittenSql.Argument;
import io.migratingjdbc.internal.sql.ValueExpression;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** INSERT ... ON CONFLICT: rows that the other store holds are left out, or updated there (protocol section 5). */
final class ConflictRunner {
    private final MigrationContext context;
    private final Transaction transaction;
    private final OtherStoreKeys others;
    private final InsertedRows insertedRows;

    ConflictRunner(
            MigrationContext context, Transaction transaction, OtherStoreKeys others, InsertedRows insertedRows) {
        this.context = context;
        this.transaction = transaction;
        this.others = others;
        this.insertedRows = insertedRows;
    }

    /** Rows whose ids lead to the other store are not inserted here; but ON CONFLICT may be about entities that are there. */
    Optional<StatementResult> conflictThere(Execution execution, Insert insert, StoreSession session)
            throws SQLException {
        for (Identity identity : ledThere(execution, insert)) {
            SortedSet<Integer> held =
                    others.hits(execution, insert, List.of(identity)).get(0);
            if (held.size() == identity.rows().size()) {
                others.refuseRowsThatMayBeDeleted(execution, insert, List.of(identity), held);
                return Optional.of(
                        identity.reaction() == Reaction.UPDATE
                                ? updateThere(execution, insert, null, identity, held)
                                : insertMissing(execution, insert, session, null, held.size(), held));
            }
        }
        return Optional.empty();
    }

    /** What conflicts are about, if all rows bring ids of the other store. */
    List<Identity> ledThere(Execution execution, Insert insert) {
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
        List<Identity> identities = new ArrayList<>(insert.identities(execution));
        insert.schema()
                .uniqueKey(List.of(insert.table().instanceId()))
                .ifPresent(id -> identities.add(Insert.identity(
                        shape, id, rules.ids().stream().map(List::of).toList())));
        return identities.stream()
                .filter(identity -> identity.reaction() != Reaction.FAIL)
                .toList();
    }

    /** ON CONFLICT: the rows that hit in the other store are left out, or updated there. */
    StatementResult insertUnlessHeld(
            Execution execution, Insert insert, StoreSession session, RewrittenSql withIds, List<Identity> identities)
            throws SQLException {
        List<SortedSet<Integer>> hits = others.hits(execution, insert, identities);
        SortedSet<Integer> handled = new TreeSet<>();
        for (int i = 0; i < identities.size(); i++) {
            if (identities.get(i).reaction() != Reaction.FAIL) {
                handled.addAll(hits.get(i));
            }
        }
        others.refuseHits(execution, insert, session, identities, hits, handled);
        if (handled.isEmpty()) {
            return insertedRows.run(execution, session, withIds);
        }
        others.refuseRowsThatMayBeDeleted(execution, insert, identities, handled);
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
        RewrittenSql whole = withIds == null ? original(execution) : withIds;
        tryOut(execution, session, whole);
        if (held.size() == rows) {
            return execution.nothing(session);
        }
        return insertedRows.run(execution, session, context.rewriter().withoutRows(whole, held));
    }

    /**
     * What is wrong with a row itself, such as a CHECK that it violates, is an error before conflicts are searched for; what is wrong with
     * its insertion comes later, and a row that is left out never gets there.
     */
    private void tryOut(Execution execution, StoreSession session, RewrittenSql whole) throws SQLException {
        Connection connection = session.connection();
        Savepoint before = connection.setSavepoint();
        try {
            execution.on(session, whole).close();
        } catch (SQLException | RuntimeException e) {
            if (!(e instanceof SQLException failure) || !context.dialect().isDueToOtherRows(failure)) {
                transaction.abort(); // rows may be in the transaction that the other store holds
                throw e;
            }
        }
        connection.rollback(before);
        connection.releaseSavepoint(before);
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
        SortedSet<Integer> locked = context.keyCheck(
                        insert.view(),
                        insert.store().other(),
                        insert.table(),
                        insert.schema(),
                        identity.key().columns())
                .lock(other.connection(), OtherStoreKeys.cells(execution, identity.rows()));
        if (locked.size() < rows) {
            throw new FenceLostException(
                    "The row of " + insert.table().name() + " was deleted while it was about to be updated; try again",
                    null);
        }
        return insertedRows.run(execution, other, withIds);
    }
}
