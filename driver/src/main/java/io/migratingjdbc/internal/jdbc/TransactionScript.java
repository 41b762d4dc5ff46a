package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.dialect.Dialect;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The settings and savepoints of the current transaction, in order. They are made in one store; every other store that the
 * transaction uses makes them too, before its next statement, in one message.
 *
 * <p>Invariant: a session's position says how many of the steps its store has made. What the application undoes by ROLLBACK TO is
 * no longer in the script, and no store's position is behind its end.
 */
final class TransactionScript {

    /** Exactly one of the two is not null. */
    private record Step(SessionSetting setting, MigratingSavepoint savepoint) {

        String sql(Dialect dialect) {
            return setting == null ? "SAVEPOINT " + dialect.quote(savepoint.sqlName()) : setting.sql();
        }
    }

    private final Dialect dialect;
    private final List<Step> steps = new ArrayList<>();

    TransactionScript(Dialect dialect) {
        this.dialect = dialect;
    }

    /** Already made in this store, which had made all steps before. */
    void add(SessionSetting setting, StoreSession madeIn) {
        steps.add(new Step(setting, null));
        madeIn.reached(steps.size());
    }

    void add(MigratingSavepoint savepoint) {
        steps.add(new Step(null, savepoint));
    }

    /** Takes the last step back, which no store has made. */
    void removeLast() {
        steps.remove(steps.size() - 1);
    }

    /** Makes the steps in a store that it has not made yet. */
    void play(StoreSession session) throws SQLException {
        if (session.position() == steps.size()) {
            return;
        }
        List<Step> missing = steps.subList(session.position(), steps.size());
        execute(session, missing.stream().map(step -> step.sql(dialect)).collect(Collectors.joining(";")));
        for (Step step : missing) {
            if (step.savepoint() != null) {
                step.savepoint().setIn(session);
            } else if (step.setting().resets()) {
                session.wasReset(dialect);
            }
        }
        session.reached(steps.size());
    }

    /** What the store did not do for good unless its transaction is committed. */
    SessionSettings settingsOf(StoreSession session) {
        return settings(session.settings(), session.position());
    }

    /** Whether the transaction may be read-only in that store. */
    boolean mayForbidWrites(StoreSession session) {
        return session.settings().mayForbidWrites()
                || steps.stream().map(Step::setting).anyMatch(setting -> setting != null && setting.mayForbidWrites());
    }

    SessionSettings settingsAfter(SessionSettings before) {
        return settings(before, steps.size());
    }

    private SessionSettings settings(SessionSettings before, int end) {
        SessionSettings after = before;
        for (Step step : steps.subList(0, end)) {
            if (step.setting() != null && !step.setting().local()) {
                after = after.with(step.setting());
            }
        }
        return after;
    }

    /** The newest savepoint of that name. */
    Optional<MigratingSavepoint> savepoint(String name) {
        for (int i = steps.size() - 1; i >= 0; i--) {
            MigratingSavepoint savepoint = steps.get(i).savepoint();
            if (savepoint != null && savepoint.sqlName().equals(name)) {
                return Optional.of(savepoint);
            }
        }
        return Optional.empty();
    }

    boolean contains(MigratingSavepoint savepoint) {
        return indexOf(savepoint) >= 0;
    }

    private int indexOf(MigratingSavepoint savepoint) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).savepoint() == savepoint) {
                return i;
            }
        }
        return -1;
    }

    /** Undoes what came after, in every store that has come so far; the others have done nothing since. */
    void rollBackTo(MigratingSavepoint savepoint, List<StoreSession> sessions) throws SQLException {
        int end = indexOf(savepoint) + 1;
        for (StoreSession session : sessions) {
            if (session.position() >= end) {
                execute(session, "ROLLBACK TO SAVEPOINT " + dialect.quote(savepoint.sqlName()));
                savepoint.rolledBackIn(session);
                session.reached(end);
            }
        }
        steps.subList(end, steps.size()).clear();
    }

    /** Forgets it and all later ones; what was set since stays. */
    void release(MigratingSavepoint savepoint, List<StoreSession> sessions) throws SQLException {
        int from = indexOf(savepoint);
        for (StoreSession session : sessions) {
            if (session.position() > from) {
                execute(session, "RELEASE SAVEPOINT " + dialect.quote(savepoint.sqlName()));
            }
        }
        for (int i = steps.size() - 1; i >= from; i--) {
            if (steps.get(i).savepoint() != null) {
                steps.remove(i);
                for (StoreSession session : sessions) {
                    session.reached(session.position() > i ? session.position() - 1 : session.position());
                }
            }
        }
    }

    void clear() {
        steps.clear();
    }

    private static void execute(StoreSession session, String sql) throws SQLException {
        try (Statement statement = session.connection().createStatement()) {
            statement.execute(sql);
        }
    }
}
