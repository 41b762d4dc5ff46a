package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.control.Ticket;
import io.migratingjdbc.internal.dialect.ErrorClass;
import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.Fence;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Outcome;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.route.SessionState;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transaction of one application connection over up to two stores.
 *
 * <p>Invariants:
 * <ul>
 *   <li>Whatever ends a transaction that has launched goes through {@link #commit()}, so that no launch is committed without
 *       its store's fence (protocol section 4 step 4).
 *   <li>The fence that is demanded is that of the first launch; a launch under another generation fails at once, and the
 *       commit would fail as well.
 *   <li>The host's ticket is held from the routing of the first launch to the end of the transaction.
 *   <li>Rows are changed in two stores only with {@code migrating.cross-store=ordered}.
 * </ul>
 */
final class Transaction {
    private static final Logger LOG = LoggerFactory.getLogger(Transaction.class);

    /** @param fence what the store's fence row must say at commit */
    private record Launched(Ticket ticket, Role role, Fence fence) {}

    /** Work of the driver's own transaction around one statement of the application's. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws SQLException;
    }

    private final MigrationContext context;
    private final StoreSessions sessions;
    private final List<MigratingSavepoint> savepoints = new ArrayList<>();
    private final List<StoreSessions.Setting> locals = new ArrayList<>();
    private final Set<Role> immutableRowsIn = EnumSet.noneOf(Role.class);
    private Launched launched;
    private int savepointIds;
    /** A transaction that was begun although autocommit is on: by BEGIN as SQL text, or by the driver for one statement. */
    private boolean begun;

    Transaction(MigrationContext context, StoreSessions sessions) {
        this.context = context;
        this.sessions = sessions;
    }

    boolean active() {
        return begun || !sessions.autoCommit();
    }

    /** The session of a store, as part of the transaction if there is one. */
    StoreSession join(Role role) throws SQLException {
        StoreSession session = sessions.get(role);
        if (active() && !session.joined()) {
            session.join();
            for (StoreSessions.Setting local : locals) {
                local.apply(session.connection());
            }
            for (MigratingSavepoint savepoint : savepoints) {
                savepoint.setIn(session);
            }
        }
        return session;
    }

    SessionState state() {
        Role changed = null;
        Role joined = null;
        for (StoreSession session : sessions.opened()) {
            if (session.joined()) {
                joined = joined == null ? session.role() : joined;
                changed = changed == null && session.changed() ? session.role() : changed;
            }
        }
        return new SessionState(changed, joined);
    }

    /** The store in which a statement of this transaction failed, so that the database refuses all further ones there. */
    Optional<StoreSession> failed() throws SQLException {
        for (StoreSession session : sessions.opened()) {
            if (session.joined() && context.dialect().inFailedTransaction(session.connection())) {
                return Optional.of(session);
            }
        }
        return Optional.empty();
    }

    /** Runs one statement of the application in a transaction: the application's, or one of the driver's own. */
    <T> T within(Work<T> work) throws SQLException {
        if (active()) {
            return work.run();
        }
        begin();
        try {
            T result = work.run();
            commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            rollBackAfter(e);
            throw e;
        }
    }

    /**
     * Outside of a transaction a launch that lost its fence is known not to be applied, so that it is routed anew without the
     * application noticing; a transaction of the application's gets SQLState 40001.
     */
    <T> T untilFenceHolds(Work<T> work) throws SQLException {
        boolean alone = !active();
        for (int tries = 1; ; tries++) {
            try {
                return work.run();
            } catch (FenceLostException e) {
                if (!alone || tries >= context.launchTries()) {
                    throw e;
                }
            }
        }
    }

    /** BEGIN as SQL text while autocommit is on, or the driver's own transaction. */
    void begin() {
        begun = true;
    }

    /** Before a launch is routed: from here to the end of the transaction no newer view is acknowledged. */
    MigrationView launch() throws SQLException {
        if (launched == null) {
            Ticket ticket = context.host().launch();
            MigrationView view = ticket.view();
            launched = new Launched(ticket, view.accepting(), view.expectedFence(view.accepting()));
            return view;
        }
        MigrationView view = context.host().view();
        if (!view.expectedFence(view.accepting()).equals(launched.fence())) {
            throw new FenceLostException(
                    "The transaction launched in store " + launched.fence().store()
                            + ", which no longer accepts launches;" + " try the whole transaction again",
                    null);
        }
        return view;
    }

    /** A statement that failed, but not its transaction (executeUpdate with RETURNING, say), may have changed rows. */
    void failedToCount(StoreSession session) throws SQLException {
        if (active() && !context.dialect().inFailedTransaction(session.connection())) {
            session.markChanged(true);
        }
    }

    /** @throws SQLException 0A000 if rows are now changed in both stores and that is not allowed */
    void changed(StoreSession session, long rows) throws SQLException {
        if (rows == 0 || session.changed() || !active()) {
            return;
        }
        session.markChanged(true);
        refuseSecondStore(session.role());
    }

    /** Before a statement that will change rows in this store for certain. */
    void refuseSecondStore(Role role) throws SQLException {
        for (StoreSession other : sessions.opened()) {
            if (other.role() != role && other.joined() && other.changed() && !context.crossStoreAllowed()) {
                abort();
                throw ErrorCode.CROSS_STORE.exception("The transaction has changed rows in store "
                        + context.storeId(other.role()) + " and would change rows in store " + context.storeId(role)
                        + " as well, which cannot be committed as one; use two transactions, or set"
                        + " migrating.cross-store=ordered to have them committed one after the other");
            }
        }
    }

    /** Immutable rows were inserted: after commit they are carried to the other store. */
    void insertedImmutable(Role role) {
        immutableRowsIn.add(role);
    }

    /** Once a migration is completed, or rolled back, the connection to the store that is given up is closed. */
    void releaseUnneeded() throws SQLException {
        if (sessions.opened().size() < 2) {
            return;
        }
        MigrationView view = context.host().view();
        Role unneeded = view.accepting().other();
        if (!view.phase().twoStore()
                && joined(unneeded).isEmpty()
                && !context.plan().pins(unneeded)) {
            sessions.release(unneeded);
        }
    }

    /** SET LOCAL, done in one store already: also in the others that the transaction uses or will use. */
    void setLocal(StoreSession done, StoreSessions.Setting setting) throws SQLException {
        for (StoreSession session : joined()) {
            if (session != done) {
                setting.apply(session.connection());
            }
        }
        if (active()) {
            locals.add(setting);
        }
    }

    /** Whether it was begun although autocommit is on. */
    boolean begunAsText() {
        return begun;
    }

    boolean hasLaunched() {
        return launched != null;
    }

    /** The session of a store that the transaction has used. */
    Optional<StoreSession> joined(Role role) {
        return joined().stream().filter(session -> session.role() == role).findFirst();
    }

    /** The connection is given up; the stores roll back what is open when they lose theirs. */
    void abandon() {
        if (launched != null) {
            launched.ticket().close();
            launched = null;
        }
    }

    /** Brings every store's part into the state after a failed statement, as the application expects after an error. */
    void abort() {
        for (StoreSession session : sessions.opened()) {
            if (session.joined()) {
                context.dialect().abort(session.connection());
            }
        }
    }

    /**
     * Ends the transaction. Parts that only read end first, since they may fail without harm; then the part with launches,
     * under its fence; then, in ordered mode, the other one.
     *
     * @throws SQLException 40001 if the fence was lost (nothing is applied); 08007 if the outcome is unknown
     */
    void commit() throws SQLException {
        List<StoreSession> changed = new ArrayList<>();
        try {
            for (StoreSession session : joined()) {
                if (session.changed() || isLaunchStore(session)) {
                    changed.add(isLaunchStore(session) ? 0 : changed.size(), session);
                } else {
                    session.connection().commit();
                }
            }
        } catch (SQLException | RuntimeException e) {
            rollBackAfter(e);
            throw e;
        }
        commitInOrder(changed);
        Set<Role> toCarry = EnumSet.copyOf(immutableRowsIn);
        end();
        for (Role role : toCarry) {
            context.carryFrom(role, sessions.get(role).connection());
        }
    }

    private void commitInOrder(List<StoreSession> changed) throws SQLException {
        boolean firstChanged = !changed.isEmpty() && changed.get(0).changed();
        for (int i = 0; i < changed.size(); i++) {
            StoreSession session = changed.get(i);
            try {
                commit(session);
            } catch (SQLException | RuntimeException e) {
                rollBackAfter(e);
                if (i > 0 && firstChanged) {
                    throw halfApplied(changed.get(0), session, e);
                }
                if (e instanceof FenceLostException lost) {
                    catchUp(lost);
                }
                throw e;
            }
        }
    }

    /** So that the application's next try goes where launches are accepted, not against the same closed store. */
    private void catchUp(FenceLostException lost) {
        try {
            context.host().finishPending();
        } catch (SQLException e) {
            lost.addSuppressed(e);
        }
    }

    private void commit(StoreSession session) throws SQLException {
        if (!isLaunchStore(session) || onlyRead(session.connection())) {
            session.connection().commit();
            return;
        }
        try {
            context.dialect()
                    .fenceAndCommit(
                            session.connection(),
                            context.controlSchema(),
                            context.plan().name(),
                            launched.fence());
        } catch (SQLException e) {
            if (context.dialect().outcomeOfFailedCommit(e) == Outcome.UNKNOWN) {
                throw ErrorCode.OUTCOME_UNKNOWN.exception(
                        "The connection to store " + launched.fence().store() + " was lost during COMMIT:"
                                + " the transaction may or may not be applied; look before trying again",
                        e);
            }
            if (context.dialect().classify(e) == ErrorClass.FENCE_LOST) {
                throw new FenceLostException(
                        "Store " + launched.fence().store() + " stopped accepting launches before COMMIT; nothing was"
                                + " applied, try the transaction again",
                        e);
            }
            throw e;
        }
    }

    /** A read-only transaction may have called what might launch, but cannot take the fence; the store knows that it wrote nothing. */
    private boolean onlyRead(Connection connection) throws SQLException {
        return connection.isReadOnly() && !context.dialect().hasWritten(connection);
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

    private boolean isLaunchStore(StoreSession session) {
        return launched != null && launched.role() == session.role();
    }

    void rollback() throws SQLException {
        SQLException failure = null;
        for (StoreSession session : joined()) {
            try {
                session.connection().rollback();
            } catch (SQLException e) {
                session.connection()
                        .abort(Runnable::run); // or a later change of autocommit would commit it, past the fence
                failure = e;
            }
        }
        end();
        if (failure != null) {
            throw failure;
        }
    }

    private void rollBackAfter(Exception cause) {
        try {
            rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private List<StoreSession> joined() {
        return sessions.opened().stream().filter(StoreSession::joined).toList();
    }

    private void end() throws SQLException {
        begun = false;
        savepoints.clear();
        locals.clear();
        immutableRowsIn.clear();
        Launched ended = launched;
        launched = null;
        try {
            for (StoreSession session : joined()) {
                leave(session);
            }
        } finally {
            if (ended != null) {
                ended.ticket().close();
            }
        }
    }

    /** A connection that died has nothing to restore; the application meets that at its next use. */
    private void leave(StoreSession session) throws SQLException {
        if (session.connection().isClosed()) {
            session.forget();
        } else {
            session.leave(sessions.autoCommit());
        }
    }

    Savepoint setSavepoint(String name) throws SQLException {
        MigratingSavepoint savepoint = new MigratingSavepoint(++savepointIds, name);
        for (StoreSession session : joined()) {
            savepoint.setIn(session);
        }
        savepoints.add(savepoint);
        return savepoint;
    }

    /** The newest savepoint of that name, for savepoint commands that arrive as SQL text. */
    Savepoint savepoint(String name) throws SQLException {
        for (int i = savepoints.size() - 1; i >= 0; i--) {
            if (savepoints.get(i).isNamed(name)) {
                return savepoints.get(i);
            }
        }
        throw new SQLException("savepoint \"" + name + "\" does not exist", "3B001");
    }

    /** Also brings a store back that refused further statements after an error. */
    void rollbackTo(Savepoint savepoint) throws SQLException {
        MigratingSavepoint ours = ours(savepoint);
        for (StoreSession session : joined()) {
            ours.rollBackIn(session);
        }
        savepoints.subList(savepoints.indexOf(ours) + 1, savepoints.size()).clear();
    }

    void release(Savepoint savepoint) throws SQLException {
        MigratingSavepoint ours = ours(savepoint);
        for (StoreSession session : joined()) {
            ours.releaseIn(session);
        }
        savepoints.subList(savepoints.indexOf(ours), savepoints.size()).clear();
    }

    private MigratingSavepoint ours(Savepoint savepoint) throws SQLException {
        if (savepoint instanceof MigratingSavepoint ours && savepoints.contains(ours)) {
            return ours;
        }
        throw new SQLException("The savepoint is not one of this transaction", "3B001");
    }
}
