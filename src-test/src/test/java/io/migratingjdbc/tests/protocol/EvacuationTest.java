package io.migratingjdbc.tests.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.admin.evacuate.Evacuation;
import io.migratingjdbc.admin.evacuate.EvacuationResult;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.admin.transition.Conditions;
import io.migratingjdbc.admin.transition.Conductor;
import io.migratingjdbc.admin.transition.Course;
import io.migratingjdbc.admin.transition.Installation;
import io.migratingjdbc.admin.transition.Options;
import io.migratingjdbc.admin.transition.TransitionResult;
import io.migratingjdbc.internal.control.TransitionListener;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.tests.harness.Database;
import io.migratingjdbc.tests.harness.EmbeddedStores;
import java.io.PrintWriter;
import java.io.Writer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

/** While ended entities are copied, and when they are, every statement gets what one database with all rows gives. */
class EvacuationTest {
    private static final AtomicInteger NAMES = new AtomicInteger();

    private static final List<String> QUERIES = List.of(
            "SELECT id, business_key, state, n FROM instances ORDER BY business_key",
            "SELECT * FROM instances WHERE business_key = 'a2'",
            "SELECT business_key FROM instances WHERE id = (SELECT id FROM instances WHERE business_key = 'a2')",
            "SELECT count(*) FROM instances",
            "SELECT count(*), sum(n), max(n), avg(n) FROM instances",
            "SELECT state, count(*) FROM instances GROUP BY state ORDER BY state",
            "SELECT i.business_key, t.name FROM instances i JOIN tasks t ON t.instance_id = i.id ORDER BY 1, 2",
            "SELECT i.business_key, count(t.id) FROM instances i LEFT JOIN tasks t ON t.instance_id = i.id"
                    + " GROUP BY i.business_key ORDER BY 1",
            "SELECT business_key, row_number() OVER (ORDER BY business_key) FROM instances ORDER BY 1",
            "SELECT i.business_key, o.number FROM instances i JOIN orders o ON length(o.number) = length(i.state)"
                    + " ORDER BY 1, 2",
            "SELECT DISTINCT state FROM instances ORDER BY state",
            "SELECT business_key FROM instances ORDER BY n DESC, business_key LIMIT 3 OFFSET 2",
            "SELECT name FROM tasks WHERE EXISTS (SELECT 1 FROM instances i WHERE i.id = tasks.instance_id AND n > 2)"
                    + " ORDER BY name",
            "SELECT business_key FROM instances WHERE id NOT IN (SELECT instance_id FROM tasks) ORDER BY 1",
            "SELECT business_key FROM instances UNION SELECT number FROM orders ORDER BY 1",
            "WITH x AS (SELECT * FROM instances WHERE n > 1) SELECT x.business_key, t.name FROM x"
                    + " JOIN tasks t ON t.instance_id = x.id ORDER BY 1, 2",
            "SELECT business_key FROM instances WHERE state = 'done' ORDER BY business_key FOR UPDATE",
            "SELECT business_key FROM instances WHERE state = 'done' ORDER BY business_key LIMIT 2 FOR UPDATE",
            "SELECT id, state, count(*) FROM instances GROUP BY id ORDER BY id",
            "SELECT i.id, i.n, count(t.id) FROM instances i JOIN tasks t ON t.instance_id = i.id WHERE n > 0 GROUP BY i.id"
                    + " ORDER BY i.id",
            "SELECT number FROM orders ORDER BY number",
            "SELECT min(number), max(number) FROM orders",
            "SELECT j.name, r.note FROM jobs j JOIN job_runs r ON r.job_id = j.id ORDER BY 1, 2",
            "SELECT count(*) FROM job_runs",
            "SELECT note FROM job_runs WHERE job_id = '00000000-0000-0000-0000-0000000000a1' ORDER BY note",
            "SELECT d.body, i.business_key FROM definitions d JOIN instances i ON d.id = i.state ORDER BY 2");

    /** Each in a transaction that is rolled back. */
    private static final List<String> CHANGES = List.of(
            "UPDATE instances SET n = n + 1",
            "UPDATE instances SET n = n + 1 WHERE business_key = 'a2'",
            "UPDATE instances SET n = 0 WHERE state = 'done' OR n = 3",
            "UPDATE tasks SET name = 'x' WHERE instance_id IN (SELECT id FROM instances WHERE n > 1)",
            "UPDATE tasks t SET name = i.state FROM instances i WHERE i.id = t.instance_id",
            "DELETE FROM tasks",
            "DELETE FROM tasks WHERE name LIKE 'task of a%'",
            "DELETE FROM job_runs WHERE job_id = '00000000-0000-0000-0000-0000000000a1'",
            "DELETE FROM jobs WHERE name = 'job a1'",
            "INSERT INTO instances (business_key) VALUES ('a2')",
            "INSERT INTO instances (business_key) VALUES ('a2') ON CONFLICT DO NOTHING",
            "INSERT INTO instances (business_key) VALUES ('a2') ON CONFLICT (business_key) DO UPDATE SET n = 7",
            "INSERT INTO orders (number) VALUES ('order a1')",
            "INSERT INTO jobs (id, name) VALUES ('00000000-0000-0000-0000-0000000000a1', 'other')",
            "INSERT INTO jobs (id, name) VALUES ('00000000-0000-0000-0000-0000000000ff', 'job a1')",
            "INSERT INTO job_runs (job_id, note) VALUES ('00000000-0000-0000-0000-0000000000a1', 'late')");

    private TestMigration migration;
    private Database one;
    private Connection pair;
    private Connection single;

    /** Entities a1 to a4 in the initial store, b1 to b4 in the target; those with an even number have ended. */
    @BeforeEach
    void twoStores() throws SQLException {
        migration = TestMigration.create(plan -> plan.set("table.instances.finished-when", "state = 'done'")
                .set("table.orders.finished-when", "number LIKE 'order %'")
                .set("table.jobs.finished-when", "due IS NULL"));
        migration.target.execute("ALTER TABLE job_runs ALTER id RESTART WITH 1000000");
        one = EmbeddedStores.shared().get(0).newDatabase("one" + NAMES.incrementAndGet());
        one.execute(TestMigration.SCHEMA, "ALTER TABLE instances ALTER id SET DEFAULT gen_random_uuid()");
        for (String table : List.of("orders", "tasks", "job_runs")) {
            one.execute("ALTER TABLE " + table + " ALTER id RESTART WITH 5000000");
        }
        pair = connectToPair();
        single = one.connect();
        onPair("INSERT INTO definitions VALUES ('done', 'what is done'), ('new', 'what is new')");
        launch("a");
        to(Phase.PRE_MIGRATION);
        to(Phase.MIGRATION);
        launch("b");
        to(Phase.POST_MIGRATION);
        for (Role role : Role.values()) {
            takeOver(role);
        }
    }

    private Connection connectToPair() throws SQLException {
        return DriverManager.getConnection(
                migration.url() + "&migrating.poll-interval=50ms&migrating.lease=2s&migrating.cross-store=ordered");
    }

    @AfterEach
    void close() throws SQLException {
        pair.close();
        single.close();
    }

    private void launch(String letter) throws SQLException {
        for (int n = 1; n <= 4; n++) {
            onPair("INSERT INTO instances (business_key, state, n) VALUES ('" + letter + n + "', '"
                    + (n % 2 == 0 ? "done" : "new") + "', " + n + ")");
            String id = first(pair, "SELECT id FROM instances WHERE business_key = '" + letter + n + "'");
            if (n > 1) {
                onPair(
                        "INSERT INTO tasks (instance_id, name) VALUES ('" + id + "', 'task of " + letter + n + "')",
                        "INSERT INTO tasks (instance_id, name) VALUES ('" + id + "', 'more of " + letter + n + "')");
            }
        }
        String job = "00000000-0000-0000-0000-0000000000" + letter;
        onPair(
                "INSERT INTO orders (number) VALUES ('order " + letter + "1')",
                "INSERT INTO orders (number) VALUES ('open " + letter + "')",
                "INSERT INTO jobs (id, name) VALUES ('" + job + "1', 'job " + letter + "1')",
                "INSERT INTO jobs (id, name, due) VALUES ('" + job + "2', 'job " + letter + "2', '2020-02-02')",
                "INSERT INTO job_runs (job_id, note) VALUES ('" + job + "1', 'first'), ('" + job + "1', 'second')",
                "INSERT INTO job_runs (job_id, note) VALUES ('" + job + "2', 'third')");
    }

    private void takeOver(Role role) throws SQLException {
        try (Connection store = migration.store(role).connect();
                Statement rows = store.createStatement()) {
            for (String table : List.of("instances", "tasks", "orders", "jobs", "job_runs", "definitions")) {
                try (ResultSet row = rows.executeQuery("SELECT quote_literal(t::text) FROM " + table + " t")) {
                    while (row.next()) {
                        one.execute("INSERT INTO " + table + " SELECT (" + row.getString(1) + "::" + table
                                + ").* ON CONFLICT DO NOTHING");
                    }
                }
            }
        }
    }

    @Test
    void statementsGetWhatOneDatabaseGives() throws Exception {
        compare();
        evacuate();
        assertThat(migration.target.number("SELECT count(*) FROM migrating_evacuated"))
                .isEqualTo(4);
        compare();
        both("UPDATE instances SET state = 'done' WHERE business_key = 'a1'");
        compare();
        changeEnded();
        compare();
        evacuate();
        compare();

        endAll();
        evacuate();
        compare();
        finish();
        compare();
        assertThat(migration.target.strings("SELECT business_key FROM instances ORDER BY 1"))
                .isEqualTo(one.strings("SELECT business_key FROM instances ORDER BY 1"));
    }

    @Test
    void alsoInARollback() throws Exception {
        evacuate();
        to(Phase.PRE_ROLLBACK);
        compare();
        relaunch();
        to(Phase.ROLLING_BACK);
        compare();
        evacuate();
        compare();
        to(Phase.POST_ROLLBACK);
        both("UPDATE instances SET state = 'done'", "UPDATE jobs SET due = NULL");
        both("DELETE FROM orders WHERE number = 'open b'");
        evacuate();
        compare();
        finish();
        compare();
    }

    /** Of entities that have ended: changed, gone, gone and launched again. */
    private void changeEnded() throws SQLException {
        both(
                "UPDATE instances SET n = 22 WHERE business_key = 'a2'",
                "UPDATE tasks SET name = 'changed' WHERE name = 'task of a2'",
                "DELETE FROM job_runs WHERE note = 'first'",
                "DELETE FROM job_runs WHERE job_id IN (SELECT id FROM jobs WHERE name = 'job a1')",
                "DELETE FROM jobs WHERE name = 'job a1'");
        compare();
        relaunch();
    }

    /** The copy of the entity that is gone does not stand in the way. */
    private void relaunch() throws SQLException {
        both("DELETE FROM tasks WHERE instance_id IN (SELECT id FROM instances WHERE business_key = 'a4')");
        both("DELETE FROM instances WHERE business_key = 'a4'");
        onPair("INSERT INTO instances (business_key, state, n) VALUES ('a4', 'new', 44)");
        String minted = first(pair, "SELECT id FROM instances WHERE business_key = 'a4'");
        one.execute("INSERT INTO instances VALUES ('" + minted + "', 'a4', 'new', 44)");
    }

    private void endAll() throws SQLException {
        both(
                "UPDATE instances SET state = 'done' WHERE n IS NOT NULL",
                "UPDATE jobs SET due = NULL",
                "DELETE FROM orders WHERE number = 'open a'");
    }

    /** Where the host remembers that the entity was before it was brought back there is a copy now. */
    @Test
    void aRememberedIdDoesNotLeadToACopyOfTheNextMigration() throws Exception {
        String read = "SELECT name FROM jobs WHERE id = '00000000-0000-0000-0000-0000000000b2'";
        onPair("UPDATE jobs SET due = NULL");
        assertThat(first(pair, read)).isEqualTo("job b2");
        for (Phase phase : List.of(Phase.PRE_ROLLBACK, Phase.ROLLING_BACK, Phase.POST_ROLLBACK)) {
            to(phase);
        }
        assertThat(first(pair, read)).isEqualTo("job b2");
        onPair("UPDATE instances SET state = 'done'", "DELETE FROM orders WHERE number = 'open b'");
        evacuate();
        finish();
        migration.target.execute("TRUNCATE instances, tasks, orders, jobs, job_runs");
        migration.target.execute("ALTER TABLE job_runs ALTER id RESTART WITH 9000000");
        try (Migration toStart = toOperate()) {
            new Installation(toStart).capture(toStart.view());
        }
        for (Phase phase : List.of(Phase.PRE_MIGRATION, Phase.MIGRATION, Phase.POST_MIGRATION)) {
            to(phase);
        }
        evacuate();
        assertThat(migration.target.strings("SELECT name FROM jobs WHERE name = 'job b2'"))
                .containsExactly("job b2");

        migration.initial.execute(
                "SET migrating.host = 'another'; UPDATE jobs SET name = 'changed' WHERE name = 'job b2'");

        assertThat(first(pair, read)).isEqualTo("changed");
    }

    @Test
    void noSnapshotOutlivesTheMigrationInWhichCopiesMayHaveCome() throws Exception {
        onPair("UPDATE instances SET state = 'done'", "UPDATE jobs SET due = NULL");
        onPair("DELETE FROM orders WHERE number = 'open a'");
        String count = "SELECT count(*) FROM instances";
        try (Connection snapshot = begun(Connection.TRANSACTION_REPEATABLE_READ);
                Connection batched = begun(Connection.TRANSACTION_REPEATABLE_READ);
                Connection fresh = begun(Connection.TRANSACTION_READ_COMMITTED)) {
            // Takes the snapshot, and no lock that the end of the migration would wait for.
            for (Connection connection : List.of(snapshot, batched, fresh)) {
                assertThat(first(connection, "SELECT 1")).isEqualTo("1");
            }
            evacuate();
            finish();

            assertThat(first(fresh, count)).isEqualTo("8");
            assertThatThrownBy(() -> first(snapshot, count))
                    .isInstanceOf(SQLTransactionRollbackException.class)
                    .hasMessageContaining("run the transaction again")
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("40001");
            assertThatThrownBy(() -> batch(batched, "UPDATE instances SET n = n WHERE business_key = 'a1'"))
                    .isInstanceOf(SQLTransactionRollbackException.class);
            snapshot.rollback();
            assertThat(first(snapshot, count)).isEqualTo("8");
        }
    }

    private static int[] batch(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.addBatch(sql);
            statement.addBatch(sql);
            return statement.executeBatch();
        }
    }

    private Connection begun(int isolation) throws SQLException {
        Connection connection = connectToPair();
        connection.setTransactionIsolation(isolation);
        connection.setAutoCommit(false);
        return connection;
    }

    @Test
    void readersSeeEachEntityOnceMeanwhile() throws Exception {
        onPair("INSERT INTO definitions SELECT 'd' || n, 'x' FROM generate_series(1, 5) n");
        migration.initial.execute(
                "INSERT INTO instances SELECT 'a.' || n, 'many' || n, 'done', n FROM generate_series(1, 3000) n",
                "INSERT INTO tasks (instance_id, name) SELECT 'a.' || n, 't' FROM generate_series(1, 3000) n");
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Integer>> readers = List.of(
                    threads.submit(() -> read(
                            stop,
                            "SELECT count(*), count(n), sum(n) FROM instances WHERE state = 'done'"
                                    + " AND business_key LIKE 'many%'")),
                    threads.submit(() -> read(
                            stop,
                            "SELECT i.business_key FROM instances i JOIN tasks t"
                                    + " ON t.instance_id = i.id WHERE t.name = 't' AND n % 100 = 0 ORDER BY i.n")));
            evacuate();
            onPair("UPDATE instances SET state = 'done'", "UPDATE jobs SET due = NULL");
            onPair("DELETE FROM orders WHERE number = 'open a'");
            evacuate();
            finish();
            stop.set(true);
            for (Future<Integer> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
        } finally {
            stop.set(true);
            threads.shutdownNow();
        }
    }

    private int read(AtomicBoolean stop, String sql) throws SQLException {
        int reads = 0;
        try (Connection connection = migration.connect()) {
            List<List<String>> before = rows(connection, sql);
            while (!stop.get()) {
                assertThat(rows(connection, sql)).isEqualTo(before);
                reads++;
            }
        }
        return reads;
    }

    private void compare() throws SQLException {
        migration.awaitHosts();
        String phase = migration.view().phase() + ": ";
        SoftAssertions all = new SoftAssertions();
        for (String sql : QUERIES) {
            all.assertThat(answer(pair, sql)).as(phase + sql).isEqualTo(answer(single, sql));
        }
        for (String sql : CHANGES) {
            all.assertThat(change(pair, sql)).as(phase + sql).isEqualTo(change(single, sql));
        }
        if (!migration.view().phase().rollback()) { // where the entity is in the store that is closed to new keys
            String rekey = "UPDATE jobs SET name = 'job a2' WHERE name = 'job b2'";
            all.assertThat(change(pair, rekey)).as(phase + rekey).isEqualTo(change(single, rekey));
        }
        all.assertAll();
    }

    private static Object answer(Connection connection, String sql) throws SQLException {
        try {
            return rows(connection, sql);
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    /** The count and what is there then; or the SQLState. */
    private static Object change(Connection connection, String sql) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int count = statement.executeUpdate();
            return List.of(
                    count,
                    rows(connection, "SELECT business_key, n FROM instances ORDER BY 1"),
                    rows(connection, "SELECT name FROM tasks ORDER BY 1"));
        } catch (SQLException e) {
            return e.getSQLState();
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static List<List<String>> rows(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<List<String>> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                    row.add(result.getString(column));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    private static String first(Connection connection, String sql) throws SQLException {
        return rows(connection, sql).get(0).get(0);
    }

    private void both(String... statements) throws SQLException {
        for (String sql : statements) {
            try (Statement here = single.createStatement();
                    Statement there = pair.createStatement()) {
                assertThat(there.executeUpdate(sql)).as(sql).isEqualTo(here.executeUpdate(sql));
            }
        }
    }

    private void onPair(String... statements) throws SQLException {
        for (String sql : statements) {
            try (Statement statement = pair.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    private void to(Phase phase) throws SQLException {
        while (migration.view().phase() != phase) {
            Phase now = migration.view().phase();
            migration.to(
                    now == Phase.POST_MIGRATION && phase.rollback()
                            ? now.rollbackTo().orElseThrow()
                            : now.next().orElseThrow());
            migration.awaitHosts();
        }
    }

    private void finish() throws SQLException, InterruptedException {
        Options options = new Options(false, true, Duration.ofSeconds(10), Conditions.DEFAULT, false);
        try (Migration toFinish = toOperate()) {
            TransitionResult result = new Conductor(toFinish, silent()).run(Course.FINISH, options);
            assertThat(result.outcome()).as(result.toString()).isEqualTo(TransitionResult.Outcome.DONE);
        }
        migration.awaitHosts();
    }

    private Migration toOperate() throws SQLException {
        return Migration.ofPlanFile(migration.plan, Operator.ofThisProcess(TransitionListener.NONE));
    }

    private static Text silent() {
        return new Text(new PrintWriter(Writer.nullWriter()), Ansi.OFF);
    }

    private void evacuate() throws SQLException, InterruptedException {
        try (Migration toEvacuate = toOperate()) {
            EvacuationResult result = new Evacuation(toEvacuate, silent()).run(2, Duration.ofSeconds(20));
            assertThat(result.tables())
                    .allSatisfy(table -> assertThat(table.failures()).isEmpty());
        }
    }
}
