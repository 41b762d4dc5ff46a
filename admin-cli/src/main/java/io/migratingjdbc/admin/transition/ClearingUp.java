package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Stores.UnreachableStore;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.admin.transition.TransitionResult.Outcome;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import java.sql.SQLException;
import java.util.List;

/** Takes away from a store that is alone again, or given up, what only two stores need. */
final class ClearingUp {
    private final Migration migration;
    private final Text live;
    private final Waiting waiting;

    ClearingUp(Migration migration, Text live, Waiting waiting) {
        this.migration = migration;
        this.live = live;
        this.waiting = waiting;
    }

    /** What is due where the migration is now, whoever has brought it there. */
    TransitionResult behind(TransitionResult moved, Options options) throws SQLException, InterruptedException {
        MigrationView view = migration.view();
        if (view.pending() != null) {
            return moved;
        }
        if (view.phase() == Phase.COMPLETED) {
            return complete(view, moved, options);
        } else if (moved.outcome() == Outcome.DONE) {
            Seal.open(migration, view);
        }
        // A start that may not yet begin is no reason to wait for hosts.
        boolean back = view.phase() == Phase.STABLE && moved.outcome() != Outcome.NOT_YET;
        return back ? dismantle(view, moved, options) : moved;
    }

    /** After COMPLETED the initial store may be gone. */
    static void requireReleased(MigrationView view, UnreachableStore gone) throws UnreachableStore {
        if (view.phase() != Phase.COMPLETED) {
            throw gone;
        }
    }

    /**
     * A transaction that began before may still bring immutable rows to the initial store. So the triggers stay until hosts know of the
     * end, go under a lock that waits for writers, and what they have noted is carried once more.
     */
    private TransitionResult complete(MigrationView view, TransitionResult moved, Options options)
            throws SQLException, InterruptedException {
        new Installation(migration).removeStaleTriggers(view);
        if (mayGetRows()) {
            List<Precondition> known = waiting.untilLiveHostsKnow(view, options);
            if (!known.stream().allMatch(Precondition::holds)) {
                return moved.unfinished("Immutable rows are still captured in both stores, because hosts do not know of"
                        + " the end yet: run finish again");
            }
        }
        for (Role role : Role.values()) {
            leaveAsItIs(view, role);
        }
        return moved;
    }

    private boolean mayGetRows() throws SQLException {
        try {
            return new Installation(migration).captures(Role.INITIAL);
        } catch (UnreachableStore gone) {
            return false;
        }
    }

    /** Nothing is given back any more. */
    private void leaveAsItIs(MigrationView view, Role role) throws SQLException {
        try {
            Installation installation = new Installation(migration);
            installation.removeCapture(view, role);
            Replication replication = new Replication(migration);
            if (role == Role.INITIAL && replication.backlogLeft(role) > 0) {
                replication.carry(role);
            }
            new GuardedChange(migration, view).run(role, installation::forgetFound);
        } catch (UnreachableStore gone) {
            requireReleased(view, gone);
        }
    }

    private TransitionResult dismantle(MigrationView view, TransitionResult moved, Options options)
            throws SQLException, InterruptedException {
        Dismantling dismantling = new Dismantling(migration, live);
        if (!dismantling.isDue()) {
            return options.deleteCopied()
                    ? moved.and(List.of("No rows were deleted: which of them were copied is no longer known"))
                    : moved;
        }
        List<Precondition> known = waiting.untilLiveHostsKnow(view, options);
        if (!known.stream().allMatch(Precondition::holds)) {
            return moved.unfinished("What start made is left in both stores, because hosts do not know of it yet: run"
                    + " rollback again");
        }
        return moved.and(dismantling.run(view, options.deleteCopied()));
    }
}
