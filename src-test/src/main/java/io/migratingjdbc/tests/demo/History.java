package io.migratingjdbc.tests.demo;

import io.migratingjdbc.tests.harness.Database;
import java.sql.SQLException;

/** Instances that have ended and stay: they have to be there, once each, whatever phase it is and wherever they are. */
final class History {
    /** Of the plan. */
    static final String FINISHED_WHEN = "step < 0";

    /** What hosts ask in every phase, and what it has to answer. */
    static final String QUESTION = "SELECT count(DISTINCT i.id) || ' with ' || count(*) FROM instances i"
            + " JOIN tasks t ON t.instance_id = i.id WHERE i.owner = ?";

    static final String OWNER = "history";
    private static final int INSTANCES = 300;
    private static final int TASKS = 2;
    static final String ANSWER = INSTANCES + " with " + INSTANCES * TASKS;

    private static final String INSERT = "INSERT INTO instances (id, business_key, definition, owner, token, step)"
            + " SELECT 'ended-' || i, 'ended' || i, '%s', '%s', 'ended', -1 FROM generate_series(1, %d) i";
    private static final String INSERT_TASKS = "INSERT INTO tasks (instance_id, number, state)"
            + " SELECT 'ended-' || i, n, 'done' FROM generate_series(1, %d) i, generate_series(1, %d) n";

    private History() {}

    /** Behind the definitions. */
    static void insert(Database store) throws SQLException {
        store.execute(
                INSERT.formatted(Definitions.seededName(0), OWNER, INSTANCES),
                INSERT_TASKS.formatted(INSTANCES, TASKS));
    }

    /** @param current the store that is in use at the end */
    static void check(Database current, Findings findings) throws SQLException {
        String found = current.strings(QUESTION.replace("?", "'" + OWNER + "'")).get(0);
        if (!found.equals(ANSWER)) {
            findings.lost("history", "of the ended instances there are " + found + " tasks, not " + ANSWER);
        }
    }
}
