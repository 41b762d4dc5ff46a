package io.migratingjdbc.internal.jdbc;

import static io.migratingjdbc.internal.jdbc.PreparedBranches.failure;

import java.sql.SQLException;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/**
 * A session in distributed transactions. A branch may read in both stores and write in one; it may not launch (protocol section 4),
 * so that no fence is needed to commit it.
 *
 * <p>Invariant: from start to prepare, or to a one-phase end, the session's transaction is the branch, and only this resource ends it.
 */
final class BranchResource implements XAResource {

    private enum State {
        IDLE,
        ACTIVE,
        ENDED
    }

    private final Session session;
    private final PreparedBranches prepared;
    private State state = State.IDLE;
    private BranchId current;
    private boolean autoCommit;

    BranchResource(Session session) {
        this.session = session;
        this.prepared = new PreparedBranches(session.context());
    }

    @Override
    public void start(Xid xid, int flags) throws XAException {
        BranchId id = id(xid);
        switch (flags) {
            case TMNOFLAGS -> begin(id);
            case TMJOIN -> {
                if (state != State.ENDED || !id.equals(current)) {
                    throw failure(XAException.XAER_RMERR, "A branch is joined on the connection that began it", null);
                }
                state = State.ACTIVE;
            }
            case TMRESUME -> throw failure(XAException.XAER_RMERR, "Suspend and resume are not supported", null);
            default -> throw failure(XAException.XAER_INVAL, "Invalid flags " + flags, null);
        }
    }

    private void begin(BranchId id) throws XAException {
        if (state != State.IDLE || !session.transaction().joined().isEmpty()) {
            throw failure(XAException.XAER_PROTO, "The connection is busy with another transaction", null);
        }
        current = id;
        autoCommit = session.sessions().autoCommit();
        session.sessions().setAutoCommit(false);
        session.transaction().branch().begin();
        state = State.ACTIVE;
    }

    @Override
    public void end(Xid xid, int flags) throws XAException {
        if (flags == TMSUSPEND) {
            throw failure(XAException.XAER_RMERR, "Suspend and resume are not supported", null);
        }
        if (state != State.ACTIVE || !id(xid).equals(current)) {
            throw failure(XAException.XAER_PROTO, "end without start", null);
        }
        state = State.ENDED;
    }

    @Override
    public int prepare(Xid xid) throws XAException {
        checkEnded(xid);
        BranchId id = current;
        try {
            return session.alone(() -> session.transaction().prepare(id.name())) ? XA_OK : XA_RDONLY;
        } catch (SQLException e) {
            throw failure(lost(e) ? XAException.XAER_RMFAIL : XAException.XA_RBROLLBACK, e.getMessage(), e);
        } finally {
            leave();
        }
    }

    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
        if (!onePhase) {
            prepared.commit(id(xid));
            return;
        }
        checkEnded(xid);
        try {
            session.alone(session.transaction()::commit);
        } catch (SQLException e) {
            throw failure(lost(e) ? XAException.XAER_RMFAIL : XAException.XA_RBROLLBACK, e.getMessage(), e);
        } finally {
            leave();
        }
    }

    @Override
    public void rollback(Xid xid) throws XAException {
        if (state == State.IDLE || !id(xid).equals(current)) {
            prepared.rollback(id(xid));
            return;
        }
        try {
            session.alone(session.transaction()::rollback);
        } catch (SQLException e) {
            throw failure(XAException.XAER_RMERR, e.getMessage(), e);
        } finally {
            leave();
        }
    }

    private void leave() {
        state = State.IDLE;
        current = null;
        session.transaction().branch().end();
        session.sessions().setAutoCommit(autoCommit);
    }

    private void checkEnded(Xid xid) throws XAException {
        if (state != State.ENDED || !id(xid).equals(current)) {
            throw failure(XAException.XAER_PROTO, "The branch must be ended on this connection first", null);
        }
    }

    private static boolean lost(SQLException e) {
        return e.getSQLState() != null && e.getSQLState().startsWith("08");
    }

    private static BranchId id(Xid xid) throws XAException {
        if (xid == null) {
            throw failure(XAException.XAER_INVAL, "xid must not be null", null);
        }
        return BranchId.of(xid);
    }

    /** All at the start of a scan, so that nothing is left for its continuation. */
    @Override
    public Xid[] recover(int flags) throws XAException {
        return (flags & TMSTARTRSCAN) == 0 ? new Xid[0] : prepared.all().toArray(Xid[]::new);
    }

    @Override
    public void forget(Xid xid) throws XAException {
        throw failure(XAException.XAER_RMERR, "Branches are never ended heuristically", null);
    }

    @Override
    public boolean isSameRM(XAResource other) {
        return other == this;
    }

    @Override
    public int getTransactionTimeout() {
        return 0;
    }

    @Override
    public boolean setTransactionTimeout(int seconds) {
        return false;
    }
}
