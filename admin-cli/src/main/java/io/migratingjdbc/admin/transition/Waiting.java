package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.chunk.Patience;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.output.AdminException;
import io.migratingjdbc.admin.output.Mark;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Phase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Looks at the preconditions of a transition until they hold, or until waiting makes no sense. */
final class Waiting {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(1);

    private static final Duration FOR_ROWS = Duration.ofSeconds(5);
    static final Duration FOR_HOSTS = Duration.ofSeconds(30);

    private final Migration migration;
    private final Text live;
    private final Pause pause;
    private final LongSupplier nanoTime;
    private final Rate rate;
    private final Map<String, String> shown = new HashMap<>();
    private long lastLine;

    Waiting(Migration migration, Text live, Pause pause, LongSupplier nanoTime) {
        this.migration = migration;
        this.live = live;
        this.pause = pause;
        this.nanoTime = nanoTime;
        this.rate = new Rate(nanoTime);
    }

    /** Lets time pass. */
    interface Pause {
        void of(Duration duration) throws InterruptedException;
    }

    /** @return as they were at the last look: all hold, or it is not yet time */
    List<Precondition> preconditions(MigrationView view, Phase to, Options options)
            throws SQLException, InterruptedException {
        return await(view.phase() + " -> " + to + " needs", options.conditions().of(view.phase(), to), view, options);
    }

    /** Unlike what must hold before a transition, this is waited for in any case, if need be not for long. */
    List<Precondition> untilLiveHostsKnow(MigrationView view, Options options)
            throws SQLException, InterruptedException {
        Options waiting = options.mayWait()
                ? options
                : new Options(false, true, FOR_HOSTS, options.conditions(), options.deleteCopied());
        return await("To take away what start made needs", List.of(new LiveHostsAcknowledged()), view, waiting);
    }

    /**
     * @param what they are to know
     * @return whether they do
     */
    boolean untilHostsKnow(String what, MigrationView view, Duration timeout)
            throws SQLException, InterruptedException {
        Options waiting = new Options(false, true, timeout, Conditions.DEFAULT, false);
        return await("Every host has to know that " + what, List.of(new HostsAcknowledged()), view, waiting).stream()
                .allMatch(Precondition::holds);
    }

    /**
     * At the last moment, while applications may change nothing: immutable rows that are just being carried are in both stores in no time,
     * and nothing else is waited for.
     */
    List<Precondition> butForRowsOnTheirWay(List<Condition> conditions, MigrationView view) throws SQLException {
        long start = nanoTime.getAsLong();
        List<Precondition> now = new ArrayList<>(evaluate(conditions, view));
        int unmet = firstUnmet(now);
        while (unmet < now.size()
                && conditions.get(unmet) instanceof BacklogAtMost rows
                && nanoTime.getAsLong() - start < FOR_ROWS.toNanos()) {
            rows.help(migration, view, live);
            // What comes before holds and stays so. What comes behind may not: rows that were carried may turn out to
            // differ.
            for (int i = unmet; i < now.size(); i++) {
                now.set(i, conditions.get(i).evaluate(migration, view));
            }
            unmet = firstUnmet(now);
        }
        return now;
    }

    /** As many as there are if all hold. */
    private static int firstUnmet(List<Precondition> preconditions) {
        int first = 0;
        while (first < preconditions.size() && preconditions.get(first).holds()) {
            first++;
        }
        return first;
    }

    private List<Precondition> await(String title, List<Condition> conditions, MigrationView view, Options options)
            throws SQLException, InterruptedException {
        long start = nanoTime.getAsLong();
        Patience patience = patience(options);
        List<Precondition> now =
                options.mayWait() ? patience.with(() -> evaluate(conditions, view)) : evaluate(conditions, view);
        live.title(title);
        now.forEach(this::show);
        while (options.mayWait()
                && unmet(now)
                && nanoTime.getAsLong() - start < options.timeout().toNanos()) {
            for (int i = 0; i < conditions.size(); i++) {
                if (!now.get(i).holds()) {
                    Condition unmet = conditions.get(i);
                    patience.with(() -> {
                        unmet.help(migration, view, live);
                        return unmet;
                    });
                }
            }
            List<Precondition> next = patience.with(() -> evaluate(conditions, view));
            if (unmet(next)) {
                showChanges(next);
                pause.of(BETWEEN_LOOKS);
                next = patience.with(() -> {
                    requireSameEpoch(view);
                    return evaluate(conditions, view);
                });
            }
            showChanges(next);
            now = next;
        }
        return now;
    }

    /** Whoever waits for a condition also waits for a store that is restarted meanwhile. */
    private Patience patience(Options options) {
        Duration limit = options.timeout().compareTo(Preparation.OUTAGE) < 0 ? options.timeout() : Preparation.OUTAGE;
        return new Patience(limit, line -> live.line("  " + line));
    }

    /** Something is to be waited for, and nothing stands in the way that waiting cannot change. */
    private static boolean unmet(List<Precondition> preconditions) {
        return preconditions.stream().anyMatch(each -> each.state() == Precondition.State.WAITING)
                && preconditions.stream().noneMatch(each -> each.state() == Precondition.State.BLOCKED);
    }

    private List<Precondition> evaluate(List<Condition> conditions, MigrationView view) throws SQLException {
        return new PreconditionReader(migration).read(conditions, view);
    }

    private void requireSameEpoch(MigrationView view) throws SQLException {
        MigrationView now = migration.view();
        if (now.epoch() != view.epoch()) {
            throw AdminException.notYet("Somebody else has taken the migration to " + now.phase() + " (epoch "
                    + now.epoch() + ") meanwhile: look at its status");
        }
    }

    private void show(Precondition precondition) {
        shown.put(precondition.name(), String.valueOf(precondition.todo()));
        live.mark(precondition.holds() ? Mark.HOLDS : Mark.DOES_NOT_HOLD, precondition.name());
        if (!precondition.holds()) {
            live.line("         " + precondition.todo()
                    + (precondition.remaining() > 0 ? rate.left(precondition.name(), precondition.remaining()) : ""));
        }
    }

    /** What comes to hold is shown at once, how far the rest is only now and then. */
    private void showChanges(List<Precondition> preconditions) {
        boolean due = nanoTime.getAsLong() - lastLine > BETWEEN_LINES.toNanos();
        for (Precondition precondition : preconditions) {
            boolean changed = !String.valueOf(precondition.todo()).equals(shown.get(precondition.name()));
            if (changed && (due || precondition.holds())) {
                show(precondition);
                lastLine = nanoTime.getAsLong();
            }
        }
    }
}
