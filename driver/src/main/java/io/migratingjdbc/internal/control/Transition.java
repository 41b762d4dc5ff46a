package io.migratingjdbc.internal.control;

import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.Fence;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.StoreStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Carries a migration from one phase to the next in the crash-safe steps of protocol section 3.
 *
 * <p>Invariants: every step is idempotent and is guarded by the epoch it belongs to, so that any number of
 * participants may carry out the same transition, be frozen at any point and go on later. The fence is set
 * before the record says so, the backlog of a closed store is empty before anybody launches elsewhere, and a
 * guard is at least as strict as what the record says at any moment.
 */
public final class Transition {
    private final ControlPlane plane;
    private final BacklogCarrier carrier;
    private final TransitionListener listener;
    private final FenceWait wait;
    private final Fences fences;

    public Transition(
            ControlPlane plane,
            BacklogCarrier carrier,
            TransitionListener listener,
            FenceWait wait,
            LongSupplier nanoTime) {
        this.plane = plane;
        this.carrier = carrier;
        this.listener = listener;
        this.wait = wait;
        this.fences = new Fences(plane, wait, nanoTime);
    }

    /**
     * Begins the transition and completes it. The caller has checked the preconditions of protocol section 2.
     *
     * @return the record afterwards
     * @throws SQLException 0A000 if the phase cannot go there, another transition is pending, or the record
     *     has moved on
     */
    public MigrationView run(MigrationView from, Phase to) throws SQLException {
        if (!from.phase().next().equals(Optional.of(to))
                && !from.phase().rollbackTo().equals(Optional.of(to))) {
            throw ErrorCode.REFUSED.exception(
                    "Migration " + from.name() + ": " + from.phase() + " does not lead to " + to);
        }
        requireOwnPlan(from);
        MigrationView begun;
        try (Connection connection = plane.metadata().open()) {
            begun = plane.record().begin(connection, from, to);
        }
        listener.after(Step.BEGUN);
        if (begun.pending() == null) {
            settle(begun);
            return begun;
        }
        return resume(begun);
    }

    /**
     * Carries out what is left of a pending transition, whoever began it.
     *
     * @return the record afterwards, which somebody else may have taken further
     * @throws SQLException 08004 if the record has another plan than this participant
     */
    public MigrationView resume(MigrationView pending) throws SQLException {
        requireOwnPlan(pending);
        MigrationView next = Successor.of(pending);
        try {
            if (!prepare(pending, next)) {
                return current();
            }
        } catch (SQLException e) {
            Optional<MigrationView> further = beyond(pending);
            if (further.isPresent()) {
                return further.get();
            }
            throw e;
        }
        MigrationView done = complete(pending);
        settle(next);
        return done;
    }

    /**
     * All that has to be done before the record may say the new phase.
     *
     * @return false if somebody is ahead of us
     */
    private boolean prepare(MigrationView pending, MigrationView next) throws SQLException {
        for (Role role : Role.values()) {
            tightenGuard(role, pending.phase(), next);
        }
        listener.after(Step.GUARDED);
        Optional<Role> changed = Successor.changedStore(pending);
        if (changed.isPresent() && setFence(changed.get(), next) == FenceRow.Result.OVERTAKEN) {
            return false;
        }
        if (next.phase() == Phase.COMPLETED && plane.recordInInitial()) {
            copyToTarget(next);
        }
        return true;
    }

    /**
     * Gives the guards what the phase needs and no more. Part of every transition; on its own for one that was
     * killed just before its end. Does nothing for a record that has moved on.
     */
    public void settle(MigrationView view) throws SQLException {
        for (Role role : Role.values()) {
            try (Connection connection = plane.stores().get(role).open()) {
                plane.fence(role).relaxGuard(connection, Guard.of(view.phase(), role), view.epoch());
            }
        }
        listener.after(Step.GUARDS_SETTLED);
    }

    /** Another plan may mean other stores by the same roles. */
    private void requireOwnPlan(MigrationView view) throws SQLException {
        if (!view.planHash().equals(plane.plan().hash())) {
            throw ErrorCode.CONFIGURATION.exception("Migration " + view.name() + " was initialized with plan "
                    + view.planHash() + ", not with this one, " + plane.plan().hash());
        }
    }

    private void tightenGuard(Role role, Phase from, MigrationView next) throws SQLException {
        Guard guard = Guard.stricter(Guard.of(from, role), Guard.of(next.phase(), role));
        fences.change(role, (row, connection) -> {
            row.tightenGuard(connection, guard, next.epoch(), wait.perTry());
            return guard;
        });
    }

    private FenceRow.Result setFence(Role role, MigrationView next) throws SQLException {
        StoreStatus status = next.phase().status(role);
        Fence fence = new Fence(next.store(role), status, next.epoch());
        FenceRow.Result result = fences.change(role, (row, connection) -> row.set(connection, fence, wait.perTry()));
        if (result == FenceRow.Result.OVERTAKEN) {
            return result;
        }
        listener.after(Step.FENCE_SET);
        if (status == StoreStatus.CLOSED) {
            carrier.carryUntilEmpty(role);
            listener.after(Step.BACKLOG_CARRIED);
        }
        return result;
    }

    /** The initial store may be gone the moment the record says COMPLETED. */
    private void copyToTarget(MigrationView completed) throws SQLException {
        try (Connection connection = plane.stores().target().open()) {
            plane.dialect().createMetadataTables(connection, plane.schema());
            plane.recordWriter().copy(connection, completed, plane.plan().text());
        }
        listener.after(Step.RECORD_COPIED);
    }

    private MigrationView complete(MigrationView pending) throws SQLException {
        MigrationView done;
        try (Connection connection = plane.metadata().open()) {
            done = plane.record().complete(connection, pending);
        }
        listener.after(Step.COMPLETED);
        return done;
    }

    /** Whoever has completed the transition meanwhile may have taken away what its steps work on, such as the backlog. */
    private Optional<MigrationView> beyond(MigrationView pending) {
        try {
            return Optional.of(current()).filter(now -> now.epoch() > pending.epoch());
        } catch (SQLException unreachable) {
            return Optional.empty();
        }
    }

    private MigrationView current() throws SQLException {
        try (Connection connection = plane.metadata().open()) {
            return plane.record().current(connection);
        }
    }
}
