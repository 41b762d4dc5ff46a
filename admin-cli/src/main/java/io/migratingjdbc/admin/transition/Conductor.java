package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.output.AdminException;
import io.migratingjdbc.admin.output.Mark;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.admin.transition.Course.Decision;
import io.migratingjdbc.admin.transition.TransitionResult.Outcome;
import io.migratingjdbc.internal.model.IdRanges;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Takes a migration one phase on: looks at the preconditions, makes the transition, clears up behind it.
 *
 * <p>May be killed anywhere and run again. A transition that was begun, by whomever, is completed first; if it
 * is the one that is wanted, that is all. What comes before a transition only adds (capture, ranges of
 * numbers), what comes after only takes away what the new phase cannot need, and neither touches a store that a
 * later transition has reached (GuardedChange).
 */
public final class Conductor {
    private final Migration migration;
    private final Text live;
    private final ShownTransition transition;

    public Conductor(Migration migration, Text live) {
        this.migration = migration;
        this.live = live;
        this.transition = new ShownTransition(migration, live);
    }

    public TransitionResult run(Course course, Options options) throws SQLException, InterruptedException {
        TransitionResult moved = move(course, options);
        return options.dryRun() ? moved : new ClearingUp(migration, live, waiting()).behind(moved, options);
    }

    private TransitionResult move(Course course, Options options) throws SQLException, InterruptedException {
        MigrationView view = migration.view();
        requireCancel(view, options);
        if (view.pending() != null) {
            if (options.dryRun()) {
                return result(
                        Outcome.POSSIBLE,
                        view,
                        view.pending().to(),
                        "Would first complete the transition to "
                                + view.pending().to() + " that was begun",
                        List.of());
            }
            Phase from = view.phase();
            boolean wanted =
                    course.from(from).equals(new Decision.Go(view.pending().to()));
            view = transition.resume(view);
            if (wanted) {
                return done(from, view);
            }
        } else if (!options.dryRun()) {
            transition.settle(view);
        }
        Decision decision = course.from(view.phase());
        if (decision instanceof Decision.Go go) {
            return go(options.dryRun() ? view : opened(view), go.to(), options);
        }
        return stay(view, (Decision.Stay) decision);
    }

    private static void requireCancel(MigrationView view, Options options) {
        if (options.deleteCopied() && view.phase() != Phase.PRE_MIGRATION && view.phase() != Phase.STABLE) {
            throw AdminException.usage("--delete-copied is for a rollback from PRE_MIGRATION, but the migration is in "
                    + view.phase() + ", where both stores need the copied rows");
        }
    }

    private TransitionResult go(MigrationView view, Phase to, Options options)
            throws SQLException, InterruptedException {
        List<Precondition> preconditions = waiting().preconditions(view, to, options);
        if (!preconditions.stream().allMatch(Precondition::holds)) {
            return result(
                    Outcome.NOT_YET,
                    view,
                    to,
                    "Not yet: nothing was changed, the migration stays in " + view.phase(),
                    preconditions);
        }
        if (options.dryRun()) {
            return result(Outcome.POSSIBLE, view, to, "Nothing stands in the way of " + to, preconditions);
        }
        Optional<Seal> seal = sealed(view, to);
        if (seal.isEmpty()) {
            return changed(view, to, preconditions);
        }
        try {
            List<Precondition> sealed =
                    waiting().butForRowsOnTheirWay(options.conditions().of(view.phase(), to), view);
            if (sealed.stream().allMatch(Precondition::holds)) {
                seal.get().keepCopies();
                return changed(view, to, preconditions);
            }
            return result(
                    Outcome.NOT_YET,
                    opened(view),
                    to,
                    "Not yet: rows changed at the last moment; nothing was changed, the migration stays in "
                            + view.phase(),
                    sealed);
        } catch (SQLException | RuntimeException e) {
            openAfter(e);
            throw e;
        }
    }

    private Optional<Seal> sealed(MigrationView view, Phase to) throws SQLException {
        try {
            return Seal.close(migration, view, to);
        } catch (SQLException | RuntimeException e) {
            // It may be closed all the same, if the answer was lost.
            openAfter(e);
            throw e;
        }
    }

    /** Wherever the migration is by now: one that was overtaken may have closed it again. A transition that was begun meanwhile stays. */
    private void openAfter(Exception failure) {
        try {
            Seal.open(migration, migration.view());
        } catch (SQLException | RuntimeException e) {
            // The next command does.
            failure.addSuppressed(e);
        }
    }

    /** A command that was killed, or failed, before it began the last transition has left the seal closed. */
    private MigrationView opened(MigrationView view) throws SQLException, InterruptedException {
        MigrationView now = Seal.open(migration, view);
        if (now.epoch() != view.epoch()) {
            waiting().untilHostsKnow("the migration does not end yet", now, Waiting.FOR_HOSTS);
        }
        return now;
    }

    private TransitionResult changed(MigrationView view, Phase to, List<Precondition> preconditions)
            throws SQLException {
        MigrationView prepared = to == Phase.PRE_MIGRATION ? setUp(view) : view;
        MigrationView now = transition.run(prepared, to);
        if (now.phase() == Phase.PRE_MIGRATION) {
            // A command that clears up behind an earlier rollback and slept until now can no longer take it away.
            new Installation(migration).capture(now);
        }
        return done(view.phase(), now).with(preconditions);
    }

    private Waiting waiting() {
        return new Waiting(
                migration,
                live,
                duration -> new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS),
                System::nanoTime);
    }

    private TransitionResult stay(MigrationView view, Decision.Stay decision) {
        return result(
                decision.reached() ? Outcome.REACHED : Outcome.NOT_YET,
                view,
                view.phase(),
                view.phase() + ": " + decision.message(),
                List.of());
    }

    /** Before the first host can write to two stores: capture, and numbers that cannot meet. */
    private MigrationView setUp(MigrationView view) throws SQLException {
        Installation installation = new Installation(migration);
        for (Role role : Role.values()) {
            installation.removeEvacuation(view, role);
        }
        installation.capture(view);
        live.mark(Mark.STEP, "capture installed in both stores");
        IdSequences sequences = new IdSequences(migration);
        sequences.setApart(view);
        IdRanges ranges = sequences.ranges(sequences.all());
        if (ranges.text().equals(view.ranges().text())) {
            return view;
        }
        try (Connection connection = migration.plane().metadata().open()) {
            MigrationView updated = migration.plane().record().updateRanges(connection, view, ranges);
            live.mark(Mark.STEP, "ranges of numbers set: " + ranges.text());
            return updated;
        }
    }

    private TransitionResult done(Phase from, MigrationView now) {
        return result(
                Outcome.DONE,
                now,
                from,
                now.phase(),
                "Done: " + from + " -> " + now.phase() + ", epoch " + now.epoch() + hint(now),
                List.of());
    }

    private String hint(MigrationView now) {
        return switch (now.phase()) {
            case COMPLETED ->
                ". Store " + now.store(Role.INITIAL)
                        + " may be given up once status shows that all hosts acknowledged it";
            case STABLE ->
                ". Store " + now.store(Role.TARGET)
                        + " may be given up once status shows that all hosts acknowledged it";
            case PRE_MIGRATION, MIGRATION, POST_MIGRATION, PRE_ROLLBACK, ROLLING_BACK, POST_ROLLBACK -> "";
        };
    }

    private TransitionResult result(
            Outcome outcome, MigrationView view, Phase to, String message, List<Precondition> preconditions) {
        return result(outcome, view, view.phase(), to, message, preconditions);
    }

    private TransitionResult result(
            Outcome outcome,
            MigrationView view,
            Phase from,
            Phase to,
            String message,
            List<Precondition> preconditions) {
        return new TransitionResult(
                view.name(), outcome, from, to, view.epoch(), message, preconditions, transition.steps(), List.of());
    }
}
