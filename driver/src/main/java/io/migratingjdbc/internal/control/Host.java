package io.migratingjdbc.internal.control;

import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Phase;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process as a participant of one migration: keeps its view fresh, refuses when it cannot know,
 * acknowledges epochs, and carries out a transition whose own participant died (protocol section 9).
 *
 * <p>Safety does not depend on anything here, launches are guarded by the fence; this is what keeps the
 * migration moving and reads complete.
 */
public final class Host implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Host.class);

    private final ControlPlane plane;
    private final Membership membership;
    private final ViewState state;
    private final SharedCall reads = new SharedCall(this::read);
    private final PendingCompletion completion;
    private final AtomicBoolean troubled = new AtomicBoolean();
    private volatile long acknowledged;
    private volatile PollLoop loop;
    private volatile boolean closed;

    /** Does not poll by itself. */
    Host(
            ControlPlane plane,
            HostIdentity identity,
            HostSettings settings,
            PendingFinisher finisher,
            LongSupplier nanoTime,
            Executor background) {
        this.plane = plane;
        this.membership = new Membership(plane, identity, settings.lease(), nanoTime);
        this.state = new ViewState(settings.lease(), nanoTime);
        this.completion = new PendingCompletion(this::refresh, finisher, settings.graceOfPolls(), background);
    }

    /** Starts polling in a daemon thread; the first call of {@link #view} waits for the first read. */
    public static Host start(
            ControlPlane plane, HostIdentity identity, HostSettings settings, PendingFinisher finisher) {
        String name = "migrating-" + plane.plan().name();
        Host host = new Host(plane, identity, settings, finisher, System::nanoTime, task -> {
            Thread thread = new Thread(task, name + "-finish");
            thread.setDaemon(true);
            thread.start();
        });
        host.loop = PollLoop.start(name + "-poll", host::poll, settings.poll());
        return host;
    }

    /**
     * The current view, never older than its lease.
     *
     * @throws SQLException 08001 if it is and the record cannot be read; 08004 if the record is missing or
     *     has another plan
     */
    public MigrationView view() throws SQLException {
        Optional<MigrationView> valid = state.valid();
        if (valid.isEmpty()) {
            reads.join();
            acknowledgeSoon();
            valid = state.valid();
        }
        return valid.orElseThrow(this::tooSlow);
    }

    /**
     * The view of a read that began after this call.
     *
     * @throws SQLException as {@link #view}
     */
    public MigrationView refresh() throws SQLException {
        reads.fresh();
        acknowledgeSoon();
        return state.valid().orElseThrow(this::tooSlow);
    }

    /**
     * Begins a launch under the current view.
     *
     * @throws SQLException as {@link #view}
     */
    public Ticket launch() throws SQLException {
        Optional<Ticket> ticket = state.launch(this::acknowledgeSoon);
        if (ticket.isEmpty()) {
            reads.join();
            ticket = state.launch(this::acknowledgeSoon);
        }
        return ticket.orElseThrow(this::tooSlow);
    }

    /**
     * Begins a statement over two stores under the current view: what it reads in one store, and may not show again from the other,
     * depends on the view.
     *
     * @throws SQLException as {@link #view}
     */
    public Ticket statement() throws SQLException {
        Optional<Ticket> ticket = state.statement(this::acknowledgeSoon);
        if (ticket.isEmpty()) {
            reads.join();
            ticket = state.statement(this::acknowledgeSoon);
        }
        return ticket.orElseThrow(this::tooSlow);
    }

    /**
     * For a caller that met a closed fence while its view says open: reads the record anew and carries out the
     * transition that is pending, if one is, instead of waiting for whoever began it.
     *
     * @return the view afterwards
     */
    public MigrationView finishPending() throws SQLException {
        completion.complete();
        return view();
    }

    /** Adds to the migration's events what an operator should know of this host. */
    public void note(String what, String result) throws SQLException {
        membership.note(what, result);
    }

    /** One turn of the poll loop: read, acknowledge what can be, look after a transition that nobody completes. */
    void poll() {
        try {
            reads.fresh();
            if (state.acknowledgement().epoch() > acknowledged) {
                reads.fresh();
            }
            completion.watch(state.latest());
            recovered();
        } catch (SQLException | RuntimeException e) {
            inTrouble(e);
        }
    }

    @Override
    public void close() {
        if (loop != null) {
            loop.close();
        }
        closed = true;
        try {
            reads.fresh();
        } catch (SQLException left) {
            LOG.debug("Migration {}: {}", plane.plan().name(), left.getMessage());
        }
    }

    private void read() throws SQLException {
        if (closed) {
            // Here, so that no read that still runs can register the host again.
            state.suspend();
            membership.leave();
            throw ErrorCode.UNREACHABLE.exception(
                    "Migration " + plane.plan().name() + ": this host has left it; open a new connection");
        }
        ViewState.Acknowledgement acknowledgement = state.acknowledgement();
        MigrationView before = state.latest();
        Membership.Reading reading = readRecord(acknowledgement, before);
        MigrationView view = usable(reading.view(), before);
        state.adopt(view, reading.sentAt());
        acknowledged = Math.max(acknowledged, acknowledgement.epoch());
        if (view.phase() == Phase.COMPLETED && acknowledged == view.epoch()) {
            membership.moveToTarget(acknowledgement, view);
        }
    }

    private Membership.Reading readRecord(ViewState.Acknowledgement acknowledgement, MigrationView before)
            throws SQLException {
        try {
            return membership.renew(acknowledgement, before);
        } catch (SQLException e) {
            if (ErrorCode.CONFIGURATION.sqlState().equals(e.getSQLState())) {
                throw e;
            }
            throw ErrorCode.UNREACHABLE.exception(
                    "Migration " + plane.plan().name() + ": the record in store "
                            + plane.plan().metadata() + " cannot be read: " + e.getMessage(),
                    e);
        }
    }

    /**
     * The record as it was read. A running host of the last plan works on by the view it has as long as that changes
     * nothing, so that the applications can be given the new plan one by one; it never acknowledges the new record,
     * which therefore stays in STABLE until this host is gone.
     *
     * @param before null before the first view
     */
    private MigrationView usable(MigrationView read, MigrationView before) throws SQLException {
        boolean own = read.planHash().equals(plane.plan().hash());
        if (!own && before != null && read.stillAloneAfter(before)) {
            return before;
        }
        if (!own) {
            state.suspend();
            throw ErrorCode.CONFIGURATION.exception("Migration " + plane.plan().name() + " was initialized with plan "
                    + read.planHash() + ", but this application has plan "
                    + plane.plan().hash() + "; give both the same plan");
        }
        if (before != null && read.epoch() < before.epoch()) {
            state.suspend();
            throw ErrorCode.CONFIGURATION.exception("Migration " + plane.plan().name() + ": the record went back from"
                    + " epoch " + before.epoch() + " to " + read.epoch()
                    + "; the metadata store must be the primary, and must not lose commits");
        }
        return read;
    }

    private void acknowledgeSoon() {
        PollLoop running = loop;
        if (running != null && state.acknowledgement().epoch() > acknowledged) {
            running.wake();
        }
    }

    private SQLException tooSlow() {
        return ErrorCode.UNREACHABLE.exception(
                "Migration " + plane.plan().name() + ": reading the record took longer than the lease of a view");
    }

    private void inTrouble(Exception e) {
        if (troubled.compareAndSet(false, true)) {
            LOG.warn(
                    "Migration {}: cannot follow its record; trying on",
                    plane.plan().name(),
                    e);
        }
    }

    private void recovered() {
        if (troubled.compareAndSet(true, false)) {
            LOG.info("Migration {}: following its record again", plane.plan().name());
        }
    }
}
