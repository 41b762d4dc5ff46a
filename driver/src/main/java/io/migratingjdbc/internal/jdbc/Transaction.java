package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.route.SessionState;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The transaction of one application connection over up to two stores.
 *
 * <p>Invariants:
 * <ul>
 *   <li>Whatever ends a transaction that has launched goes through {@link #commit()} or rolls back, so that no launch is committed
 *       without its store's fence (protocol section 4 step 4, {@link LaunchFence}).
 *   <li>Rows are changed in two stores only with {@code migrating.cross-store=ordered}.
 *   <li>A snapshot that is older than a migration's end is not read after it: copies of entities that came later are not in it.
 * </ul>
 */
final class Transaction {
    private static final String FAILED_TRANSACTION = "25P02";

    /** Work of the driver's own transaction around one statement of the application's. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws SQLException;
    }

    private final MigrationContext context;
    private final StoreSessions sessions;
    private final LaunchFence fence;
    private final TransactionScript script;
    private final TransactionParts parts;
    private final TransactionCommit commit;
    private final TransactionPrepare prepare;
    private final Branch branch = new Branch();
    private final Set<Role> immutableRowsIn = EnumSet.noneOf(Role.class);
    /** A transaction that was begun although autocommit is on: by BEGIN as SQL text, or by the driver for one statement. */
    private boolean begun;
    /** What was known when the first store was joined, so not later than any snapshot; null before that. */
    private MigrationView begunUnder;
    /** The driver made the transaction fail although the database had not. */
    private boolean aborted;

    Transaction(MigrationContext context, StoreSessions sessions) {
        this.context = context;
        this.sessions = sessions;
        this.fence = new LaunchFence(context);
        this.script = new TransactionScript(context.dialect());
        this.parts = new TransactionParts(context.dialect(), sessions, script);
        this.commit = new TransactionCommit(context, fence, script);
        this.prepare = new TransactionPrepare(context.dialect(), script);
    }

    boolean active() {
        return begun || !sessions.autoCommit();
    }

    /** The session of a store, as part of the transaction if there is one. */
    StoreSession join(Role role) throws SQLException {
        if (!active()) {
            return sessions.get(role);
        }
        begunUnder = begunUnder == null ? context.host().view() : begunUnder;
        StoreSession session = parts.join(role);
        if (session.givenAway() && fence.hasLaunched()) {
            context.dialect().markTransaction(session.connection());
        }
        return session;
    }

    /** The same without making a store a part of the transaction that is not. */
    StoreSession session(Role role) throws SQLException {
        return joined(role).isPresent() ? join(role) : sessions.get(role);
    }

    SessionState state() {
        Role changed = null;
        Role joined = null;
        for (StoreSession session : joined()) {
            joined = joined == null ? session.role() : joined;
            boolean first = changed == null || immutableRowsIn.contains(session.role());
            changed = first && session.changed() ? session.role() : changed;
        }
        return new SessionState(changed, joined, immutableRowsIn);
    }

    /** The store in which a statement of this transaction failed, so that the database refuses all further ones there. */
    Optional<StoreSession> failed() throws SQLException {
        return parts.failed();
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

    /**
     * Before a statement. Both stores' old snapshots together have every entity; that of the store which stays alone lacks what was
     * brought to it before the other one was given up.
     *
     * @throws SQLException 40001 if the view has come to know of one store only, and the transaction keeps an older snapshot of it
     */
    void goesOnUnder(MigrationView view) throws SQLException {
        if (begunUnder == null || begunUnder.epoch() == view.epoch() || view.hadAllSince(begunUnder)) {
            return;
        }
        Optional<StoreSession> alone = joined(view.accepting());
        if (alone.isPresent() && context.dialect().keepsSnapshot(alone.get().connection())) {
            abort();
            throw ErrorCode.SNAPSHOT_TOO_OLD.exception("The migration has come to " + view.phase()
                    + " while this transaction ran, whose snapshot may be older than entities that came to store "
                    + context.storeId(view.accepting()) + " meanwhile; nothing is applied, run the transaction again");
        }
        begunUnder = view;
    }

    /** Before a launch is routed: from here to the end of the transaction no newer view is acknowledged. */
    MigrationView launch() throws SQLException {
        branch.refuseLaunch();
        return fence.launch();
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
        for (StoreSession other : joined()) {
            if (other.role() != role && other.changed() && (branch.active() || !context.crossStoreAllowed())) {
                abort();
                throw ErrorCode.CROSS_STORE.exception("The transaction has changed rows in store "
                        + context.storeId(other.role()) + " and would change rows in store " + context.storeId(role)
                        + " as well, which cannot be committed as one; use two transactions, or set"
                        + " migrating.cross-store=ordered to have them committed one after the other");
            }
        }
    }

    /** A key that was found there may be one that this transaction has deleted, which nobody else can see before the commit. */
    void refuseKeyOfChanged(Role other, Role store) throws SQLException {
        if (joined(other).filter(StoreSession::changed).isPresent()) {
            abort();
            throw ErrorCode.CROSS_STORE.exception("The key exists in store " + context.storeId(other)
                    + ", in which this transaction has changed rows; commit that first, and create the entity in store "
                    + context.storeId(store) + " in a transaction of its own");
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

    /** A setting was made in one store: in the transaction if there is one. */
    void made(SessionSetting setting, StoreSession session) {
        if (session.joined()) {
            script.add(setting, session);
        } else if (!setting.local()) {
            sessions.made(setting, session);
        }
    }

    /** Whether it was begun although autocommit is on. */
    boolean begunAsText() {
        return begun;
    }

    boolean hasLaunched() {
        return fence.hasLaunched();
    }

    /** The session of a store that the transaction has used. */
    Optional<StoreSession> joined(Role role) {
        return parts.joined(role);
    }

    List<StoreSession> joined() {
        return parts.joined();
    }

    /** The connection is given up; the stores roll back what is open when they lose theirs. */
    void abandon() {
        fence.abandon();
    }

    /** Brings every store's part into the state after a failed statement, as the application expects after an error. */
    void abort() throws SQLException {
        aborted |= failed().isEmpty();
        parts.abort();
    }

    /** @throws SQLException 40001 if the fence was lost (nothing is applied); 08007 if the outcome is unknown */
    void commit() throws SQLException {
        Optional<StoreSession> failed = failed();
        if (failed.isPresent()) {
            commitFailed(failed.get());
            return;
        }
        try {
            commit.run(joined());
        } catch (SQLException | RuntimeException e) {
            rollBackAfter(e);
            if (e instanceof FenceLostException lost) {
                catchUp(lost);
            }
            throw e;
        }
        Set<Role> toCarry = EnumSet.copyOf(immutableRowsIn);
        settle();
        for (Role role : toCarry) {
            context.carryFrom(role, sessions.get(role).connection());
        }
    }

    /**
     * A COMMIT after a statement failed is a rollback, in every store. The database's driver says nothing of it; what the driver itself
     * made fail, the application may take for done.
     */
    private void commitFailed(StoreSession failed) throws SQLException {
        boolean unexpected = aborted;
        try {
            failed.connection().commit();
        } finally {
            rollback();
        }
        if (unexpected) {
            throw new SQLException(
                    "The transaction was aborted by an earlier error and is rolled back; nothing of it is applied",
                    FAILED_TRANSACTION);
        }
    }

    Branch branch() {
        return branch;
    }

    /**
     * The first phase of a two-phase commit. Parts that only read are ended by it; the one that has written waits for the second
     * phase. After an error the transaction is rolled back, unless its connection was lost: then it may be prepared.
     *
     * @param id by which the store knows the prepared transaction
     * @return false if there was nothing to prepare
     */
    boolean prepare(String id) throws SQLException {
        try {
            if (failed().isPresent()) {
                throw new SQLException("The transaction failed and can only be rolled back", FAILED_TRANSACTION);
            }
            boolean prepared = prepare.run(joined(), id);
            settle();
            return prepared;
        } catch (SQLException | RuntimeException e) {
            rollBackAfter(e);
            throw e;
        }
    }

    /** What it has set holds from now on. */
    private void settle() throws SQLException {
        sessions.settle(script.settingsAfter(sessions.settings()));
        end();
    }

    /** So that the application's next try goes where launches are accepted, not against the same closed store. */
    private void catchUp(FenceLostException lost) {
        try {
            context.host().finishPending();
        } catch (SQLException e) {
            lost.addSuppressed(e);
        }
    }

    void rollback() throws SQLException {
        SQLException failure = parts.rollBack();
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

    private void end() throws SQLException {
        begun = false;
        begunUnder = null;
        aborted = false;
        script.clear();
        immutableRowsIn.clear();
        try {
            parts.leave();
        } finally {
            fence.end();
        }
    }

    /** Set at once in one store, so that it fails there as natively; in the others before their next statement. */
    void set(MigratingSavepoint savepoint) throws SQLException {
        Optional<StoreSession> failed = failed();
        Optional<StoreSession> first =
                failed.isPresent() ? failed : joined().stream().findFirst();
        script.add(savepoint);
        if (first.isPresent()) {
            try {
                script.play(first.get());
            } catch (SQLException | RuntimeException e) {
                script.removeLast();
                throw e;
            }
        }
    }

    /** The newest savepoint of that name, for savepoint commands that arrive as SQL text. */
    Optional<MigratingSavepoint> savepoint(String name) {
        return script.savepoint(name);
    }

    /** Whether it can still be rolled back to, or released. */
    boolean has(MigratingSavepoint savepoint) {
        return script.contains(savepoint);
    }

    /** Also brings a store back that refused further statements after an error. */
    void rollbackTo(MigratingSavepoint savepoint) throws SQLException {
        script.rollBackTo(meant(savepoint), joined());
        aborted = false;
        for (StoreSession session : joined()) {
            session.unmark(context.dialect());
        }
    }

    void release(MigratingSavepoint savepoint) throws SQLException {
        script.release(meant(savepoint), joined());
    }

    /** The database knows the newest one of a name. */
    private MigratingSavepoint meant(MigratingSavepoint savepoint) {
        return script.savepoint(savepoint.sqlName()).orElse(savepoint);
    }
}
