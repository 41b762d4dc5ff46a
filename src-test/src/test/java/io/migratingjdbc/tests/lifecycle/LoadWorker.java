package io.migratingjdbc.tests.lifecycle;

import io.migratingjdbc.tests.lifecycle.Deed.Act;
import io.migratingjdbc.tests.lifecycle.Deed.Outcome;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One thread of the application: launches, updates and ends instances and inserts immutable rows. After an unknown outcome it looks what
 * became of the row, as a careful application does. All it is told is in the journal.
 */
final class LoadWorker implements Runnable {
    private static final int MOST_INSTANCES = 4;
    private static final int SHARED_KEYS = 6;
    private static final int PAUSE_MILLIS = 4;

    private final String url;
    private final String name;
    private final Journal journal;
    private final CountDownLatch stop;
    private final Random random;
    private final Deque<Instance> own = new ArrayDeque<>();
    private Connection connection;
    private int made;

    LoadWorker(String url, String name, Journal journal, CountDownLatch stop) {
        this.url = url;
        this.name = name;
        this.journal = journal;
        this.stop = stop;
        this.random = new Random(name.hashCode());
    }

    private static final class Instance {
        final String token;
        final String id;
        int state;

        Instance(String token, String id) {
            this.token = token;
            this.id = id;
        }
    }

    @Override
    public void run() {
        try {
            while (!stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                act();
            }
        } catch (InterruptedException | RuntimeException e) {
            journal.note(Act.ERROR, Outcome.UNKNOWN, Journal.now(), name, e.toString());
        } finally {
            forgetConnection();
        }
    }

    private void act() throws InterruptedException {
        switch (own.size() >= MOST_INSTANCES ? 9 : random.nextInt(10)) {
            case 0, 1, 2 -> launch();
            case 3, 4 -> define();
            case 5 -> enter();
            case 6, 7, 8 -> update();
            default -> end();
        }
    }

    private void launch() throws InterruptedException {
        String token = token();
        String key = random.nextInt(3) == 0 ? "shared" + random.nextInt(SHARED_KEYS) : token;
        boolean transaction = random.nextBoolean();
        String[] id = new String[1];
        Outcome outcome = attempt(Act.LAUNCH, token, key, transaction, () -> {
            id[0] = LoadStatements.launch(connection, key, token);
            if (transaction) {
                LoadStatements.task(connection, id[0], token);
            }
        });
        if (outcome == Outcome.UNKNOWN) {
            id[0] = resolve(Act.LAUNCH, token, key, () -> LoadStatements.idOf(connection, key, token));
        }
        if (outcome == Outcome.APPLIED || outcome == Outcome.UNKNOWN && id[0] != null) {
            own.add(new Instance(token, id[0]));
        }
    }

    private void update() throws InterruptedException {
        Instance instance = own.poll();
        if (instance == null) {
            return;
        }
        own.add(instance);
        int next = instance.state + 1;
        String state = Integer.toString(next);
        Outcome outcome = attempt(
                Act.UPDATE,
                instance.token,
                state,
                random.nextBoolean(),
                () -> LoadStatements.update(connection, instance.id, next));
        if (outcome == Outcome.UNKNOWN) {
            String found = resolve(
                    Act.UPDATE,
                    instance.token,
                    state,
                    () -> LoadStatements.state(connection, instance.id) == next ? state : null);
            outcome = found == null ? Outcome.NOT_APPLIED : Outcome.APPLIED;
        }
        if (outcome == Outcome.APPLIED) {
            instance.state = next;
        }
    }

    private void end() throws InterruptedException {
        Instance instance = own.peek();
        if (instance == null) {
            return;
        }
        Outcome outcome = attempt(Act.END, instance.token, "", true, () -> LoadStatements.end(connection, instance.id));
        if (outcome == Outcome.UNKNOWN) {
            String gone = resolve(
                    Act.END,
                    instance.token,
                    "",
                    () -> LoadStatements.state(connection, instance.id) < 0 ? "gone" : null);
            outcome = gone == null ? Outcome.NOT_APPLIED : Outcome.APPLIED;
        }
        if (outcome == Outcome.APPLIED) {
            own.remove();
        }
    }

    private void define() throws InterruptedException {
        String token = token();
        if (attempt(Act.DEFINE, token, "", random.nextBoolean(), () -> LoadStatements.define(connection, token))
                == Outcome.UNKNOWN) {
            resolve(Act.DEFINE, token, "", () -> LoadStatements.definition(connection, token));
        }
    }

    /** There is no way to ask for one whose outcome is unknown: without its key, only the accepting store is asked. */
    private void enter() throws InterruptedException {
        String token = token();
        attempt(Act.ENTER, token, "", random.nextBoolean(), () -> LoadStatements.enter(connection, token));
    }

    private String token() {
        return name + "n" + ++made;
    }

    private interface Work {
        void run() throws SQLException;
    }

    private interface Look {
        /** @return null if what was tried is not there */
        String run() throws SQLException;
    }

    /** Before COMMIT a lost connection means that nothing was applied; with autocommit, or in COMMIT, that nobody knows. */
    private Outcome attempt(Act act, String token, String detail, boolean transaction, Work work)
            throws InterruptedException {
        connect();
        long started = Journal.now();
        boolean committing = !transaction;
        Outcome outcome = Outcome.APPLIED;
        try {
            connection.setAutoCommit(!transaction);
            work.run();
            if (transaction) {
                committing = true;
                connection.commit();
            }
        } catch (SQLException e) {
            outcome = committing && LoadStatements.maybeApplied(e) ? Outcome.UNKNOWN : Outcome.NOT_APPLIED;
            failed(e, started);
        }
        journal.note(act, outcome, started, token, detail);
        return outcome;
    }

    /** Looks, as often as it takes to get an answer, what became of a row. */
    private String resolve(Act act, String token, String detail, Look look) throws InterruptedException {
        while (true) {
            connect();
            long started = Journal.now();
            try {
                connection.setAutoCommit(true);
                String found = look.run();
                journal.note(act, found == null ? Outcome.NOT_APPLIED : Outcome.APPLIED, started, token, detail);
                return found;
            } catch (SQLException e) {
                failed(e, started);
            }
        }
    }

    private void connect() throws InterruptedException {
        while (connection == null) {
            long started = Journal.now();
            try {
                connection = DriverManager.getConnection(url);
            } catch (SQLException e) {
                failed(e, started);
                // Not even when told to stop: what became of a row must be found out.
                new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void failed(SQLException e, long started) {
        if (!LoadStatements.isExpected(e)) {
            journal.note(Act.ERROR, Outcome.NOT_APPLIED, started, name, e.getSQLState() + " " + e.getMessage());
        }
        try {
            if (connection != null && !connection.getAutoCommit()) {
                connection.rollback();
            }
            if (connection != null && !connection.isValid(5)) {
                forgetConnection();
            }
        } catch (SQLException broken) {
            forgetConnection();
        }
    }

    private void forgetConnection() {
        Connection old = connection;
        connection = null;
        try {
            if (old != null) {
                old.close();
            }
        } catch (SQLException broken) {
            // It is gone, which was the aim.
        }
    }
}
