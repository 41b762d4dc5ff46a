package io.migratingjdbc.internal.control;

import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.PendingTransition;
import java.sql.SQLException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes a transition whose participant seems to have died. If it has not, both do the same steps, which is
 * safe.
 */
final class PendingCompletion {
    private static final Logger LOG = LoggerFactory.getLogger(PendingCompletion.class);

    private final Refresh refresh;
    private final PendingFinisher finisher;
    private final int graceOfPolls;
    private final Executor background;
    private final SharedCall completions = new SharedCall(this::completeNow);
    private final AtomicBoolean inBackground = new AtomicBoolean();
    private PendingTransition watched;
    private int timesSeen;

    PendingCompletion(Refresh refresh, PendingFinisher finisher, int graceOfPolls, Executor background) {
        this.refresh = refresh;
        this.finisher = finisher;
        this.graceOfPolls = graceOfPolls;
        this.background = background;
    }

    interface Refresh {
        MigrationView get() throws SQLException;
    }

    /** Reads the record anew and completes what is pending in it; once for all threads that want it. */
    void complete() throws SQLException {
        completions.fresh();
    }

    /**
     * To be told the view once per poll, by one thread: completes what stays pending for longer than the grace.
     */
    void watch(MigrationView view) {
        if (view.pending() == null || !view.pending().equals(watched)) {
            watched = view.pending();
            timesSeen = 0;
            return;
        }
        timesSeen++;
        if (timesSeen >= graceOfPolls && inBackground.compareAndSet(false, true)) {
            timesSeen = 0;
            // Not in the polling thread, which has a lease to renew meanwhile.
            background.execute(() -> completeQuietly(view));
        }
    }

    private void completeNow() throws SQLException {
        MigrationView view = refresh.get();
        if (view.pending() != null) {
            LOG.info(
                    "Migration {}: completing the transition to {}",
                    view.name(),
                    view.pending().to());
            finisher.finish(view);
            refresh.get();
        }
    }

    private void completeQuietly(MigrationView view) {
        try {
            complete();
        } catch (SQLException | RuntimeException e) {
            LOG.warn("Migration {}: the pending transition could not be completed", view.name(), e);
        } finally {
            inBackground.set(false);
        }
    }
}
