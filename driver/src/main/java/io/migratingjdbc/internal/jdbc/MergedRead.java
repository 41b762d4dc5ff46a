package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.merge.DuplicateEntity;
import io.migratingjdbc.internal.merge.KeyColumns;
import io.migratingjdbc.internal.merge.Merge;
import io.migratingjdbc.internal.merge.Parts;
import io.migratingjdbc.internal.merge.Window;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.PerRole;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.route.Route;
import io.migratingjdbc.internal.sql.QueryShape.Rows;
import io.migratingjdbc.internal.sql.RewrittenSql;
import io.migratingjdbc.internal.sql.StatementProfile;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A query that both stores answer at the same time, and whose rows are merged as the application reads them. */
final class MergedRead {
    private static final int TRIES = 3;

    private final MigrationContext context;
    private final Transaction transaction;

    MergedRead(MigrationContext context, Transaction transaction) {
        this.context = context;
        this.transaction = transaction;
    }

    /**
     * Again if an entity moved in between and the rows that were read do not suffice without it.
     *
     * @throws io.migratingjdbc.internal.merge.UnknownOrder if only a store can put the rows in order
     */
    StatementResult run(Execution execution, Route.BothStores both, MigrationView view) throws SQLException {
        for (int tries = 1; ; tries++) {
            try {
                return once(execution, both, view);
            } catch (DuplicateEntity e) {
                if (tries >= TRIES) {
                    throw e;
                }
            }
        }
    }

    private StatementResult once(Execution execution, Route.BothStores both, MigrationView view) throws SQLException {
        StatementProfile profile = execution.planned().profile();
        Optional<Rows> rows = profile.query().rows();
        Window window = Bounds.window(rows.orElse(Rows.ALL), execution);
        if (profile.query().locking() && window.limit() != null && transaction.active()) {
            return new LockingRead(context, transaction, execution, rows.orElseThrow(), window).run(view.accepting());
        }
        PerRole<StoreSession> sessions = new PerRole<>(transaction.join(Role.INITIAL), transaction.join(Role.TARGET));
        Role near = view.accepting();
        RewrittenSql changed = rows.isEmpty() ? null : changed(profile, rows.get(), window);
        CompletableFuture<StoreResult> far = context.async(() -> part(execution, sessions.get(near.other()), changed));
        StoreResult here;
        try {
            here = part(execution, sessions.get(near), changed);
        } catch (SQLException | RuntimeException e) {
            far.handle((result, failure) -> null).join();
            throw e;
        }
        StoreResult there;
        try {
            there = MigrationContext.await(far);
        } catch (SQLException | RuntimeException e) {
            here.close();
            throw e;
        }
        try {
            both.found(context.locator(), execution, near, !here.empty(), !there.empty());
            Parts parts = new Parts(here.rows(), there.rows(), profile.query().locking());
            return CombinedResult.ofRows(
                    rows.isEmpty()
                            ? Merge.counts(parts, window, execution.statement())
                            : Merge.rows(
                                    rows.get(),
                                    parts,
                                    window,
                                    context.textOrder(),
                                    key(execution, here, there),
                                    execution.statement()));
        } catch (SQLException | RuntimeException e) {
            here.close();
            there.close();
            throw e;
        }
    }

    /** Null where the application's own text does. */
    private RewrittenSql changed(StatementProfile profile, Rows rows, Window window) throws SQLException {
        if (rows.offset() != null) {
            return context.rewriter().withKeysAndLimit(profile, window.limitOfPart());
        }
        return rows.keys() == 0 ? null : context.rewriter().withKeys(profile);
    }

    private static StoreResult part(Execution execution, StoreSession session, RewrittenSql changed)
            throws SQLException {
        return changed == null ? execution.on(session) : execution.on(session, changed);
    }

    /** An entity that ended in one store and was launched in the other between the two reads shows in both. */
    static KeyColumns key(Execution execution, StoreResult here, StoreResult there) throws SQLException {
        Optional<TablePlan> keyed = execution.planned().onlyKeyedTable();
        return keyed.isEmpty() || here.empty() || there.empty()
                ? KeyColumns.NONE
                : KeyColumns.of(
                        here.rows().getMetaData(),
                        keyed.get().name(),
                        keyed.get().key());
    }
}
