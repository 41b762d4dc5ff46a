package io.migratingjdbc.tests.demo;

import java.sql.SQLException;
import java.util.random.RandomGenerator;

/** Launches instances in all the ways in which applications do it; a third of them with keys that hosts compete for. */
final class Launching {
    private static final int MOST_TASKS = 4;

    private final String worker;
    private final HostSettings settings;
    private final Session session;
    private final WorkLog log;
    private final HostStatistics statistics;
    private final OwnInstances own;
    private final Definitions definitions;
    private final RandomGenerator random;
    private final long maxLifeNanos;
    private int launches;

    Launching(
            String worker,
            HostSettings settings,
            Session session,
            WorkLog log,
            HostStatistics statistics,
            OwnInstances own,
            Definitions definitions,
            RandomGenerator random) {
        this.worker = worker;
        this.settings = settings;
        this.session = session;
        this.log = log;
        this.statistics = statistics;
        this.own = own;
        this.definitions = definitions;
        this.random = random;
        this.maxLifeNanos = settings.maxLife().toNanos();
    }

    static String sharedKey(int number) {
        return "shared%05d".formatted(number);
    }

    void launch() throws SQLException {
        boolean shared = random.nextInt(3) == 0;
        String token = worker + "n" + ++launches;
        String key = shared ? sharedKey(random.nextInt(settings.sharedKeys())) : "%sk%07d".formatted(worker, launches);
        LaunchStatements launch = new LaunchStatements(key, definitions.any(), worker, token);
        int tasks = 1 + random.nextInt(MOST_TASKS);
        switch (random.nextInt(10)) {
            case 0, 1, 2 ->
                attempt(
                        launch,
                        tasks,
                        () -> session.inTransaction(connection -> {
                            String id = launch.withGeneratedKeys(connection);
                            LaunchStatements.batchTasks(connection, id, tasks);
                            return id;
                        }));
            case 3, 4 ->
                attempt(
                        launch,
                        tasks,
                        () -> session.inTransaction(connection -> {
                            String id = launch.returning(connection);
                            LaunchStatements.tasks(connection, id, tasks);
                            return id;
                        }));
            case 5 -> withNewDefinition(key, token, tasks);
            case 6 -> afterSavepoint(launch, tasks);
            case 7 -> attempt(launch, 0, () -> session.autocommit(launch::doNothingOnConflict));
            default -> {
                if (attempt(launch, 0, () -> session.autocommit(launch::returning))) {
                    addTasks(own.get(key), tasks);
                }
            }
        }
    }

    @FunctionalInterface
    private interface Attempt {
        /** The id of the launched instance; null if the key exists. */
        String run() throws SQLException;
    }

    /** Runs one launch to the point where its outcome is noted. Returns whether it was launched. */
    private boolean attempt(LaunchStatements launch, int tasks, Attempt attempt) throws SQLException {
        long started = WorkLog.now();
        String id;
        try {
            id = attempt.run();
        } catch (SQLException e) {
            if (Session.isUnknown(e)) {
                own.loseTrack();
                log.launchUnknown(started, launch.key(), launch.token());
            }
            if (!Session.isDuplicate(e)) {
                throw e;
            }
            id = null;
        }
        if (id == null) {
            refused(started, launch);
            return false;
        }
        launched(started, launch, id, tasks);
        return true;
    }

    private void launched(long started, LaunchStatements launch, String id, int tasks) {
        statistics.launched(WorkLog.now() - started);
        long due = System.nanoTime() + random.nextLong(maxLifeNanos);
        Instance instance = new Instance(id, launch.key(), launch.token(), tasks, 0, due);
        log.launched(started, instance);
        own.put(instance);
    }

    private void refused(long started, LaunchStatements launch) {
        statistics.refused();
        log.refused(started, launch.key(), launch.token());
        ContradictionException.unless(
                launch.key().startsWith("shared"), "%s was refused as duplicate, which nobody else uses", launch.key());
    }

    private void withNewDefinition(String key, String token, int tasks) throws SQLException {
        String definition = definitions.newName();
        LaunchStatements launch = new LaunchStatements(key, definition, worker, token);
        long started = WorkLog.now();
        boolean launched = attempt(
                launch,
                tasks,
                () -> session.inTransaction(connection -> {
                    Definitions.insert(connection, definition);
                    String id = launch.withGeneratedKeys(connection);
                    LaunchStatements.tasks(connection, id, tasks);
                    return id;
                }));
        if (launched) {
            definitions.acknowledged(started, definition);
        }
    }

    /** Where the key exists, the same transaction goes on and finds the instance that has it. */
    private void afterSavepoint(LaunchStatements launch, int tasks) throws SQLException {
        attempt(
                launch,
                tasks,
                () -> session.inTransaction(connection -> {
                    String id = launch.orRollBackToSavepoint(connection);
                    if (id != null) {
                        LaunchStatements.batchTasks(connection, id, tasks);
                    }
                    return id;
                }));
    }

    private void addTasks(Instance instance, int tasks) throws SQLException {
        long started = WorkLog.now();
        Instance withTasks = instance.withTasks(tasks);
        try {
            session.autocommit(connection -> {
                LaunchStatements.tasks(connection, instance.id(), tasks);
                return null;
            });
            log.tasksAdded(started, withTasks);
            own.put(withTasks);
        } catch (SQLException e) {
            if (Session.isUnknown(e)) {
                log.tasksUnknown(started, instance);
                own.remove(instance);
                own.loseTrack();
            }
            throw e;
        }
    }
}
