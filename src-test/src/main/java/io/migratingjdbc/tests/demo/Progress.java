package io.migratingjdbc.tests.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What happens to an instance between its launch and its end. */
final class Progress {
    private final String worker;
    private final Session session;
    private final WorkLog log;
    private final OwnInstances own;
    private final RandomGenerator random;
    private final long maxLifeNanos;

    Progress(
            String worker,
            HostSettings settings,
            Session session,
            WorkLog log,
            OwnInstances own,
            RandomGenerator random) {
        this.worker = worker;
        this.session = session;
        this.log = log;
        this.own = own;
        this.random = random;
        this.maxLifeNanos = settings.maxLife().toNanos();
    }

    /** Takes an instance over that another host launched: it must be there at once. */
    void adopt(Instance instance) throws SQLException {
        boolean byKey = random.nextBoolean();
        String sql = "UPDATE instances SET owner = ? WHERE " + (byKey ? "business_key" : "id") + " = ?";
        int changed = session.autocommit(
                connection -> update(connection, sql, worker, byKey ? instance.key() : instance.id()));
        ContradictionException.unless(
                changed == 1, "Taking over %s %s by %s changed %d rows", instance.id(), instance.key(), sql, changed);
        own.put(instance.dueAt(System.nanoTime() + random.nextLong(maxLifeNanos)));
    }

    /** Gives an instance away, for another host to take it over. */
    void release(Instance instance) throws SQLException {
        int changed = session.autocommit(
                connection -> update(connection, "UPDATE instances SET owner = '' WHERE id = ?", instance.id()));
        ContradictionException.unless(changed == 1, "Giving %s away changed %d rows", instance, changed);
        own.remove(instance);
    }

    /** Completes a task and moves the instance on, in one transaction. */
    void work() throws SQLException {
        Optional<Instance> any = own.any(random);
        if (any.isEmpty()) {
            return;
        }
        Instance instance = any.get();
        int number = instance.tasks() == 0 ? 0 : random.nextInt(instance.tasks());
        session.inTransaction(connection -> {
            int tasks = update(
                    connection,
                    "UPDATE tasks SET state = 'done' WHERE instance_id = ? AND number = ?",
                    instance.id(),
                    number);
            int instances = update(
                    connection,
                    "UPDATE instances SET step = step + 1 WHERE id = ? AND step = ?",
                    instance.id(),
                    instance.step());
            ContradictionException.unless(
                    tasks == Math.min(1, instance.tasks()) && instances == 1,
                    "Working on %s changed %d tasks and %d instances",
                    instance,
                    tasks,
                    instances);
            return null;
        });
        own.put(instance.stepped());
    }

    /** Deletes the instance and its tasks; the key is free again. */
    void finish(Instance instance) throws SQLException {
        long started = WorkLog.now();
        try {
            session.inTransaction(connection -> {
                int tasks = update(connection, "DELETE FROM tasks WHERE instance_id = ?", instance.id());
                int instances = update(connection, "DELETE FROM instances WHERE id = ?", instance.id());
                ContradictionException.unless(
                        tasks == instance.tasks() && instances == 1,
                        "Finishing %s deleted %d tasks and %d instances",
                        instance,
                        tasks,
                        instances);
                return null;
            });
            own.remove(instance);
            log.finished(started, instance);
        } catch (SQLException e) {
            if (Session.isUnknown(e)) {
                own.remove(instance);
                own.loseTrack();
                log.finishUnknown(started, instance);
            }
            throw e;
        }
    }

    private static int update(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        }
    }
}
