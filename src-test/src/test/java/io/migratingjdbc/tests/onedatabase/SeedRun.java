package io.migratingjdbc.tests.onedatabase;

import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** One workload on both sides, and the comparison of every answer. */
final class SeedRun implements AutoCloseable {
    private static final String ABORTED = "25P02";
    private static final String FENCE_LOST = "40001";
    private static final String INTEGRITY = "23";
    private static final int REMEMBERED = 25;
    private static final int SHOWN = 300;
    /** One seed of so many, with an evacuation after so many statements. */
    private static final int EVACUATES = 13;

    private static final int BETWEEN_EVACUATIONS = 40;

    private final long seed;
    private final int statements;
    private final Tally tally;
    private final Model model = new Model();
    private final Known known = new Known();
    private final Progress progress = new Progress();
    private final Workload workload;
    private final Pair pair;
    private final Session ours;
    private final Session plain;
    private final Ids ids;
    private final Deque<String> recent = new ArrayDeque<>();
    private int statement;
    private int evacuated;

    SeedRun(Templates templates, long seed, int statements, Tally tally) throws SQLException {
        this.seed = seed;
        this.statements = statements;
        this.tally = tally;
        this.workload = new Workload(new Dice(seed), model, known);
        this.pair = new Pair(templates, seed, seed % 2 == 0, seed % EVACUATES == 0);
        this.ours = new Session(pair.connect(), false);
        this.plain = new Session(pair.plain.connect(), true);
        this.ids = new Ids(ours.connection(), plain.connection(), pair, known);
    }

    void run() throws SQLException {
        Itinerary itinerary = Itinerary.of(seed);
        int leg = 0;
        for (statement = 0; statement < statements; statement++) {
            if (itinerary.leg(statement, statements) > leg) {
                leg = itinerary.leg(statement, statements);
                moveTo(itinerary.phase(statement, statements));
            }
            if (!progress.inTransaction() && statement - evacuated > BETWEEN_EVACUATIONS) {
                evacuated = statement;
                pair.evacuate();
            }
            step(workload.next(progress));
        }
        endTransaction();
        new FinalState(model, pair).compare(this::mismatch);
    }

    /** Now and then in the midst of a transaction, which then ends at once: it is committed, or its launches have lost their fence. */
    private void moveTo(Phase next) throws SQLException {
        if (next.twoStore() && statement % 2 == 0) {
            pair.to(next);
            commitOrRetreat();
        } else {
            endTransaction();
            if (!next.twoStore()) {
                drain(next.accepting().other());
                if (pair.phase().draining().isPresent() && pair.evacuates()) {
                    pair.evacuate();
                    pair.seal();
                }
            }
            pair.to(next);
        }
        pair.settle();
    }

    private void commitOrRetreat() throws SQLException {
        if (!progress.inTransaction() || progress.aborted()) {
            endTransaction();
            return;
        }
        Action commit = new Action.Commit(true);
        Answer answer = ours.run(commit);
        if (answer instanceof Answer.Failed failed && FENCE_LOST.equals(failed.sqlState())) {
            tally.lostFence();
            progress.failed();
            step(new Action.Rollback(true));
        } else {
            compare(commit, answer, plain.run(commit));
        }
    }

    private void endTransaction() throws SQLException {
        if (progress.inTransaction()) {
            step(progress.aborted() ? new Action.Rollback(true) : new Action.Commit(true));
        }
    }

    /** Ends the entities of a store that is given up, but for those that are evacuated. */
    private void drain(Role role) throws SQLException {
        List<Action> deletes = new ArrayList<>();
        for (Table child : model.children) {
            for (String id : ids.of(
                    role,
                    "SELECT DISTINCT " + child.reference().name() + " FROM " + child.name()
                            + " c WHERE NOT EXISTS (SELECT FROM "
                            + child.parent().name() + " e WHERE e.id = c."
                            + child.reference().name() + " AND " + isEvacuated(child.parent()) + ")")) {
                deletes.add(delete(child, child.reference(), id));
            }
        }
        for (Table entity : model.entities) {
            for (String id : ids.of(role, "SELECT id FROM " + entity.name() + " WHERE NOT " + isEvacuated(entity))) {
                deletes.add(delete(entity, entity.id(), id));
            }
        }
        for (Action delete : deletes) {
            step(delete);
        }
    }

    private String isEvacuated(Table entity) {
        return pair.evacuates() ? "((" + Model.FINISHED.get(entity.name()) + ") IS TRUE)" : "false";
    }

    private static Action delete(Table table, Column column, String id) {
        Object value = column.kind() == Kind.LONG ? (Object) Long.valueOf(id) : id;
        Parameter parameter = new Parameter(column.kind(), value, () -> value);
        String sql = "DELETE FROM " + table.name() + " WHERE " + column.name() + " = ?";
        return new Action.Execute(
                "delete by id",
                sql,
                List.of(parameter),
                true,
                Action.Method.UPDATE,
                Order.NONE,
                null,
                List.of(),
                Reading.PLAIN);
    }

    private void step(Action action) throws SQLException {
        Answer answer = ours.run(action);
        if (answer instanceof Answer.Refused refused) {
            refused(action, refused);
            return;
        }
        if (action.inserts() != null
                && !progress.aborted()
                && !(progress.inTransaction() && answer instanceof Answer.Failed)) {
            ids.transfer(action.inserts(), progress);
        }
        compare(action, answer, plain.run(action));
    }

    private void compare(Action action, Answer answer, Answer expected) {
        remember(action, answer);
        if (!answer.equals(expected) && !anotherConstraint(action, answer, expected)) {
            throw mismatch(action, answer, expected);
        }
        tally.answered(action, pair.phase().twoStore(), answer);
        if (answer instanceof Answer.Failed) {
            progress.failed();
        } else {
            progress.done(action);
        }
    }

    private void remember(Action action, Answer answer) {
        String text = answer.toString().replaceAll("\\s+", " ");
        recent.add(statement + " " + pair.phase() + " " + action + " -> "
                + text.substring(0, Math.min(text.length(), SHOWN)));
        if (recent.size() > REMEMBERED) {
            recent.remove();
        }
    }

    /** Of the constraints that several new rows break, one is reported: which of them, is nobody's promise. */
    private boolean anotherConstraint(Action action, Answer answer, Answer expected) {
        return pair.phase().twoStore()
                && action.inserts() != null
                && answer instanceof Answer.Failed one
                && expected instanceof Answer.Failed other
                && one.sqlState().startsWith(INTEGRITY)
                && other.sqlState().startsWith(INTEGRITY)
                && java.util.Objects.equals(one.counts(), other.counts());
    }

    /** The plain database does not run what the driver refuses. A transaction that the refusal has ended is ended on both sides. */
    private void refused(Action action, Answer.Refused refused) throws SQLException {
        boolean expected = pair.phase().twoStore() ? PermittedRefusal.permits(refused) : Tally.crossStore(refused);
        if (!expected) {
            throw mismatch(action + "\n  is refused: " + refused.reason());
        }
        remember(action, refused);
        tally.refused(action, refused, pair.phase().twoStore());
        boolean partly = action instanceof Action.PreparedBatch || action instanceof Action.MixedBatch;
        if (progress.inTransaction() && (partly || aborted())) {
            progress.failed();
            step(workload.recovery(progress));
        }
    }

    private boolean aborted() {
        Action probe = new Action.Execute(
                "probe",
                "SELECT 1",
                List.of(),
                false,
                Action.Method.QUERY,
                Order.TOTAL,
                null,
                List.of(),
                Reading.PLAIN);
        return ours.run(probe) instanceof Answer.Failed failed && ABORTED.equals(failed.sqlState());
    }

    private Mismatch mismatch(Action action, Answer answer, Answer expected) {
        String text = action + "\n  the pair answers: " + answer + "\n  one database:     " + expected;
        return mismatch(text, answer instanceof Answer.Failed failed ? failed.cause() : null);
    }

    private Mismatch mismatch(String text) {
        return mismatch(text, null);
    }

    private Mismatch mismatch(String text, Throwable cause) {
        return new Mismatch(
                "Seed " + seed + ", statement " + statement + ", " + pair.phase()
                        + (progress.inTransaction() ? ", in a transaction" : "") + "\n  " + text
                        + "\n  run it again: " + OneDatabaseTest.command(seed, statements)
                        + "\n  what came before, up to it:\n    " + String.join("\n    ", recent),
                cause);
    }

    @Override
    public void close() throws SQLException {
        ids.close();
        ours.close();
        plain.close();
        pair.close();
    }
}
