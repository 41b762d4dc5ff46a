package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Stores.UnreachableStore;
import io.migratingjdbc.admin.output.AdminException;
import io.migratingjdbc.admin.output.Mark;
import io.migratingjdbc.admin.output.Secrets;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.internal.control.FenceWait;
import io.migratingjdbc.internal.control.Step;
import io.migratingjdbc.internal.control.Transition;
import io.migratingjdbc.internal.control.TransitionListener;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Phase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Makes transitions, showing each step and logging what became of them. */
final class ShownTransition {
    private final Migration migration;
    private final Text live;
    private final List<String> steps = new ArrayList<>();

    ShownTransition(Migration migration, Text live) {
        this.migration = migration;
        this.live = live;
    }

    MigrationView run(MigrationView view, Phase to) throws SQLException {
        return logged("from " + view.phase() + " to " + to, () -> stepwise().run(view, to));
    }

    /** One that was begun, by whomever. */
    MigrationView resume(MigrationView view) throws SQLException {
        String what = "from " + view.phase() + " to " + view.pending().to();
        live.line("Completing the transition " + what + " that was begun.");
        return logged(what + " (begun before)", () -> stepwise().resume(view));
    }

    private interface Work {
        MigrationView run() throws SQLException;
    }

    private MigrationView logged(String what, Work work) throws SQLException {
        MigrationView now;
        try {
            now = work.run();
        } catch (SQLException failed) {
            logFailure(what, failed);
            throw failed;
        }
        migration.log(what, "done, epoch " + now.epoch());
        return now;
    }

    private void logFailure(String what, SQLException failed) {
        try {
            migration.log(what, "failed: " + Secrets.hide(AdminException.firstLine(failed)));
        } catch (SQLException alsoFailed) {
            failed.addSuppressed(alsoFailed);
        }
    }

    /** For a transition that was killed just before its end. */
    void settle(MigrationView view) throws SQLException {
        try {
            quiet().settle(view);
        } catch (UnreachableStore gone) {
            ClearingUp.requireReleased(view, gone);
        }
    }

    private Transition stepwise() {
        return transition(step -> {
            live.mark(Mark.STEP, text(step));
            steps.add(text(step));
            migration.operator().listener().after(step);
        });
    }

    private Transition quiet() {
        return transition(step -> {});
    }

    private Transition transition(TransitionListener listener) {
        return new Transition(
                migration.plane(), new Replication(migration).carrier(), listener, FenceWait.DEFAULT, System::nanoTime);
    }

    /** As they were made. */
    List<String> steps() {
        return List.copyOf(steps);
    }

    private static String text(Step step) {
        return switch (step) {
            case BEGUN -> "the record says that the transition was begun";
            case GUARDED -> "the guards against other writers are as strict as both phases need";
            case FENCE_SET -> "the store's status is changed";
            case BACKLOG_CARRIED -> "the closed store's immutable rows are carried over";
            case RECORD_COPIED -> "the target has its own copy of the record";
            case COMPLETED -> "the record says the new phase";
            case GUARDS_SETTLED -> "the guards are those of the new phase";
        };
    }
}
