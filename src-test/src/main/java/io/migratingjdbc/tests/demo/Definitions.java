package io.migratingjdbc.tests.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Workflow definitions: written once, never changed, needed in every store. */
final class Definitions {
    static final int SEEDED = 20;
    private static final String INSERT = "INSERT INTO definitions (name, body) VALUES (?, ?)";

    private final String worker;
    private final Session session;
    private final WorkLog log;
    private final RandomGenerator random;
    private final List<String> known = new ArrayList<>();
    private int made;

    Definitions(String worker, Session session, WorkLog log, RandomGenerator random) {
        this.worker = worker;
        this.session = session;
        this.log = log;
        this.random = random;
        for (int i = 0; i < SEEDED; i++) {
            known.add(seededName(i));
        }
    }

    static String seededName(int number) {
        return "seeded%03d".formatted(number);
    }

    static String body(String name) {
        return "steps of " + name;
    }

    String any() {
        return known.get(random.nextInt(known.size()));
    }

    String newName() {
        return worker + "d" + ++made;
    }

    /** Inserts a definition; it counts only after {@link #acknowledged}. */
    static void insert(Connection connection, String name) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, name);
            insert.setString(2, body(name));
            insert.executeUpdate();
        }
    }

    void acknowledged(long started, String name) {
        log.defined(started, name);
        known.add(name);
    }

    void insert() throws SQLException {
        String name = newName();
        long started = WorkLog.now();
        try {
            session.autocommit(connection -> {
                insert(connection, name);
                return null;
            });
            acknowledged(started, name);
        } catch (SQLException e) {
            if (Session.isUnknown(e)) {
                log.definitionUnknown(started, name);
            }
            throw e;
        }
    }

    /** Reads a definition that is known to exist. */
    void read() throws SQLException {
        String name = any();
        String body = session.autocommit(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT body FROM definitions WHERE name = ?")) {
                select.setString(1, name);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? row.getString(1) : null;
                }
            }
        });
        ContradictionException.unless(body(name).equals(body), "Definition %s reads as %s", name, body);
    }
}
