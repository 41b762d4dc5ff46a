package io.migratingjdbc.tests.demo;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Reads by instance id, by business key and by neither, each compared with what the worker knows. */
final class Queries {
    private static final int PAGE = 10;

    private final String worker;
    private final HostSettings settings;
    private final Session session;
    private final HostStatistics statistics;
    private final OwnInstances own;
    private final RandomGenerator random;

    Queries(
            String worker,
            HostSettings settings,
            Session session,
            HostStatistics statistics,
            OwnInstances own,
            RandomGenerator random) {
        this.worker = worker;
        this.settings = settings;
        this.session = session;
        this.statistics = statistics;
        this.own = own;
        this.random = random;
    }

    void query() throws SQLException {
        long start = System.nanoTime();
        switch (random.nextInt(9)) {
            case 0, 1, 2 -> byId();
            case 3, 4 -> byKey();
            case 5 -> count();
            case 6 -> page();
            case 7 -> history();
            default -> sharedKey();
        }
        statistics.read((System.nanoTime() - start) / 1000);
    }

    private void byId() throws SQLException {
        Optional<Instance> any = own.any(random);
        if (any.isPresent()) {
            Instance instance = any.get();
            expect(
                    List.of(instance.key() + " " + instance.step()),
                    "SELECT business_key || ' ' || step FROM instances WHERE id = ?",
                    instance.id());
            expect(
                    instance.tasks() == 0 ? List.of() : List.of("0"),
                    "SELECT number FROM tasks WHERE instance_id = ? AND number = 0",
                    instance.id());
        }
    }

    private void byKey() throws SQLException {
        Optional<Instance> any = own.any(random);
        if (any.isPresent()) {
            expect(
                    List.of(any.get().id()),
                    "SELECT id FROM instances WHERE business_key = ?",
                    any.get().key());
        }
    }

    private void count() throws SQLException {
        if (!own.isComplete()) {
            return;
        }
        expect(List.of(Integer.toString(own.count())), "SELECT count(*) FROM instances WHERE owner = ?", worker);
    }

    private void page() throws SQLException {
        if (!own.isComplete()) {
            return;
        }
        int offset = random.nextInt(own.count() + 1);
        expect(
                own.firstKeys(PAGE, offset),
                "SELECT business_key FROM instances WHERE owner = ? ORDER BY business_key LIMIT " + PAGE + " OFFSET "
                        + offset,
                worker);
    }

    private void history() throws SQLException {
        expect(List.of(History.ANSWER), History.QUESTION, History.OWNER);
    }

    /** A key that any host may launch and finish at this moment: once or not at all, never twice. */
    private void sharedKey() throws SQLException {
        String key = Launching.sharedKey(random.nextInt(settings.sharedKeys()));
        List<String> found = strings("SELECT business_key, id FROM instances WHERE business_key = ?", key);
        ContradictionException.unless(found.size() <= 1, "Key %s exists %d times", key, found.size());
    }

    private void expect(List<String> expected, String sql, String parameter) throws SQLException {
        List<String> found = strings(sql, parameter);
        ContradictionException.unless(
                found.equals(expected), "%s [%s] returned %s, not %s", sql, parameter, found, expected);
    }

    private List<String> strings(String sql, String parameter) throws SQLException {
        return session.autocommit(connection -> {
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                select.setString(1, parameter);
                try (ResultSet rows = select.executeQuery()) {
                    List<String> values = new ArrayList<>();
                    while (rows.next()) {
                        values.add(rows.getString(1));
                    }
                    return values;
                }
            }
        });
    }
}
