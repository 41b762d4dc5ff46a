package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.control.Ticket;
import io.migratingjdbc.internal.dialect.ErrorClass;
import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.Fence;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Outcome;
import io.migratingjdbc.internal.model.Role;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The fence under which a transaction's launches are committed (protocol section 4, steps 1, 4 and 5).
 *
 * <p>Invariants:
 * <ul>
 *   <li>The fence that is demanded is that of the first launch; a launch under another generation fails at once, and the
 *       commit would fail as well.
 *   <li>The host's ticket is held from the routing of the first launch to the end of the transaction.
 *   <li>What has launched is forgotten by the thread that ended the transaction only, so that no commit that is under way can miss the
 *       fence.
 * </ul>
 */
final class LaunchFence {

    /** @param fence what the store's fence row must say at commit */
    private record Launched(Ticket ticket, Role role, Fence fence) {}

    private final MigrationContext context;
    private volatile Launched launched;
    private volatile boolean abandoned;

    LaunchFence(MigrationContext context) {
        this.context = context;
    }

    /** Before a launch is routed: from here to the end of the transaction no newer view is acknowledged. */
    MigrationView launch() throws SQLException {
        if (launched == null) {
            Ticket ticket = context.host().launch();
            MigrationView view = ticket.view();
            launched = new Launched(ticket, view.accepting(), view.expectedFence(view.accepting()));
            if (abandoned) { // meanwhile, by another thread, which may not have seen this ticket
                ticket.close();
            }
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

    boolean hasLaunched() {
        return launched != null;
    }

    /** Whether a store's part of the transaction is committed under the fence. */
    boolean guards(StoreSession session) {
        return launched != null && launched.role() == session.role();
    }

    /**
     * Commits a store's part: with a launch in it, only if the store's fence holds.
     *
     * @param mayForbidWrites whether a setting may have made the transaction read-only
     */
    void commit(StoreSession session, boolean mayForbidWrites) throws SQLException {
        if (!guards(session) || onlyRead(session.connection(), mayForbidWrites)) {
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
            throw failed(e);
        }
    }

    private SQLException failed(SQLException e) {
        if (context.dialect().outcomeOfFailedCommit(e) == Outcome.UNKNOWN) {
            return ErrorCode.OUTCOME_UNKNOWN.exception(
                    "The connection to store " + launched.fence().store() + " was lost during COMMIT:"
                            + " the transaction may or may not be applied; look before trying again",
                    e);
        }
        if (context.dialect().classify(e) == ErrorClass.FENCE_LOST) {
            return new FenceLostException(
                    "Store " + launched.fence().store() + " stopped accepting launches before COMMIT; nothing was"
                            + " applied, try the transaction again",
                    e);
        }
        return e;
    }

    /** A read-only transaction may have called what might launch, but cannot take the fence; the store knows that it wrote nothing. */
    private boolean onlyRead(Connection connection, boolean mayForbidWrites) throws SQLException {
        return (mayForbidWrites || connection.isReadOnly())
                && !context.dialect().hasWritten(connection);
    }

    /** After the transaction ended. */
    void end() {
        if (launched != null) {
            Ticket ticket = launched.ticket();
            launched = null;
            ticket.close();
        }
    }

    /** The connection is given up, by whichever thread: nobody will end the transaction. */
    void abandon() {
        abandoned = true;
        Launched left = launched;
        if (left != null) {
            left.ticket().close();
        }
    }
}
