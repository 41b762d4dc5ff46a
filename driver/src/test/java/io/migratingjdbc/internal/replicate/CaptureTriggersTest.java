package io.migratingjdbc.internal.replicate;

import static io.migratingjdbc.internal.replicate.Stores.CONTROL;
import static io.migratingjdbc.internal.replicate.Stores.names;
import static io.migratingjdbc.internal.replicate.Stores.run;
import static io.migratingjdbc.internal.replicate.Stores.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.replicate.Backlog.TableBacklog;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

class CaptureTriggersTest {
    private static final String PKS = "SELECT string_agg(pk::text, ' ' ORDER BY id) FROM " + CONTROL.backlog();

    private Stores stores;

    @BeforeEach
    void create() throws SQLException {
        stores = new Stores();
        stores.both("CREATE TABLE t (id int PRIMARY KEY, v text)");
    }

    @AfterEach
    void close() throws SQLException {
        stores.close();
    }

    @Test
    void notesWhatIsInsertedInWhicheverWay() throws SQLException, IOException {
        stores.capture("t");
        run(
                stores.app,
                "INSERT INTO t VALUES (1)",
                "INSERT INTO t VALUES (1), (2) ON CONFLICT DO NOTHING",
                "INSERT INTO t VALUES (1), (3) ON CONFLICT (id) DO UPDATE SET v = 'x'",
                "MERGE INTO t USING (VALUES (1), (4)) AS n (id) ON t.id = n.id"
                        + " WHEN NOT MATCHED THEN INSERT VALUES (n.id)");
        stores.app
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY t FROM STDIN", new ByteArrayInputStream("5\tx\n".getBytes(StandardCharsets.UTF_8)));

        assertThat(value(stores.source, PKS))
                .isEqualTo("{\"id\": \"1\"} {\"id\": \"2\"} {\"id\": \"3\"} {\"id\": \"4\"} {\"id\": \"5\"}");
        assertThat(value(stores.source, "SELECT backend FROM " + CONTROL.backlog() + " LIMIT 1"))
                .isEqualTo(value(stores.app, "SELECT pg_backend_pid()"));
        assertThat(new Backlog(CONTROL).perTable(stores.source))
                .extracting(TableBacklog::table, TableBacklog::rows)
                .containsExactly(tuple("t", 5L));
    }

    @Test
    void notesNothingOfWhatIsRolledBack() throws SQLException {
        stores.capture("t");
        run(
                stores.app,
                "BEGIN; SAVEPOINT s; INSERT INTO t VALUES (1); ROLLBACK TO s; INSERT INTO t VALUES (2); COMMIT");
        run(stores.app, "BEGIN; INSERT INTO t VALUES (3); ROLLBACK");

        assertThat(value(stores.source, PKS)).isEqualTo("{\"id\": \"2\"}");
    }

    @Test
    void letsAWriterNoteItsRowsWithoutRightsOfItsOwn() throws SQLException {
        stores.capture("t");
        run(stores.source, "CREATE ROLE " + role() + "; GRANT INSERT ON t TO " + role());
        run(
                stores.app,
                "SET ROLE " + role(),
                "CREATE TEMP TABLE migrating_backlog (id int)",
                "SET search_path = pg_temp, nowhere",
                "INSERT INTO public.t VALUES (1)",
                "RESET ROLE");

        assertThat(stores.backlog()).isEqualTo(1);
    }

    @Test
    void firesInReplicaSessionsToo() throws SQLException {
        stores.capture("t");
        run(stores.app, "SET session_replication_role = 'replica'", "INSERT INTO t VALUES (1)");

        assertThat(stores.backlog()).isEqualTo(1);
    }

    @Test
    void coversAPartitionedTableWithItsFuturePartitions() throws SQLException {
        stores.both(
                "CREATE TABLE parts (id int, day date, PRIMARY KEY (day, id)) PARTITION BY RANGE (day)",
                "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')");
        CopyPlan plan = stores.capture("parts");
        stores.both("CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM ('2021-01-01') TO ('2022-01-01')");
        run(
                stores.app,
                "SET session_replication_role = 'replica'",
                "INSERT INTO parts VALUES (1, '2020-02-01'), (2, '2021-02-01')",
                "INSERT INTO parts_2 VALUES (3, '2021-03-01')");

        assertThat(stores.carrier(plan).carry(stores.source, stores.target).inserted())
                .isEqualTo(3);
        assertThat(value(stores.target, "SELECT count(*) FROM parts_2")).isEqualTo("2");
        assertThatThrownBy(() -> stores.capture("parts_2")).hasMessageContaining("name the partitioned table");
    }

    @Test
    void refusesWhatTriggersWouldMiss() throws SQLException {
        stores.both("CREATE TABLE heir () INHERITS (t)", "CREATE VIEW v AS SELECT 1 AS id");

        assertThatThrownBy(() -> stores.capture("t")).hasMessageContaining("inheritance");
        assertThatThrownBy(() -> stores.capture("v")).hasMessageContaining("not an ordinary");
    }

    @Test
    void waitsOnlyForAMomentForTheTable() throws SQLException {
        run(stores.app, "BEGIN; INSERT INTO t VALUES (1)");
        Triggers impatient = new Triggers(Duration.ofMillis(20), 3);
        StoreTable table = StoreTables.read(stores.source, names("t")).get(0);

        assertThatThrownBy(() -> impatient.create(
                        stores.source,
                        table,
                        new Triggers.Definition(
                                "x",
                                "AFTER INSERT ON %s FOR EACH STATEMENT",
                                CONTROL.object("migrating_capture"),
                                List.of())))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55P03"));
        assertThat(stores.source.getAutoCommit()).isTrue();
    }

    @Test
    void installsWithRightsOnTheControlSchemaAlone() throws SQLException {
        run(
                stores.app,
                "CREATE ROLE " + role(),
                "CREATE SCHEMA control AUTHORIZATION " + role(),
                "ALTER TABLE t OWNER TO " + role(),
                "SET ROLE " + role());
        ControlSchema control = new ControlSchema("control", "m");
        new ReplicationSchema(control).install(stores.app);
        new ReplicationSchema(control).install(stores.app);
        new CaptureTriggers(control).install(stores.app, names("t"));
        run(stores.app, "INSERT INTO t VALUES (1)");

        assertThat(new Backlog(control).isEmpty(stores.app)).isFalse();
    }

    @Test
    void installsAgainWithoutALockAndAtOnce() throws SQLException {
        stores.capture("t");
        run(stores.app, "BEGIN; INSERT INTO t VALUES (1)");
        stores.capture("t");
        run(stores.app, "COMMIT");
        Connection other = stores.open(stores.sourceUrl);
        CompletableFuture<Void> one = CompletableFuture.runAsync(() -> installRepeatedly(stores.source));
        CompletableFuture<Void> two = CompletableFuture.runAsync(() -> installRepeatedly(other));
        one.join();
        two.join();

        CaptureTriggers triggers = new CaptureTriggers(CONTROL);
        assertThat(triggers.capturedTables(stores.source)).containsExactly(new TableName("public", "t"));
        triggers.drop(stores.source, new TableName("public", "t"));
        triggers.drop(stores.source, new TableName("public", "t"));
        assertThat(triggers.capturedTables(stores.source)).isEmpty();
        run(stores.app, "INSERT INTO t VALUES (2)");
        assertThat(stores.backlog()).isEqualTo(1);
    }

    private static void installRepeatedly(Connection connection) {
        try {
            for (int i = 0; i < 10; i++) {
                new ReplicationSchema(CONTROL).install(connection);
                new CaptureTriggers(CONTROL).install(connection, names("t"));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private String role() throws SQLException {
        return "writer_" + stores.source.getCatalog();
    }

    @Test
    void leavesAnotherMigrationOfTheSameStoreItsBacklog() throws SQLException {
        ControlSchema other = new ControlSchema(CONTROL.schema(), "another");
        run(stores.app, "CREATE TABLE mine (id int PRIMARY KEY)", "CREATE TABLE others (id int PRIMARY KEY)");
        new CaptureTriggers(CONTROL).install(stores.source, names("mine"));
        new CaptureTriggers(other).install(stores.source, names("others"));
        run(stores.app, "INSERT INTO mine VALUES (1)", "INSERT INTO others VALUES (1)");

        drop(CONTROL);

        run(stores.app, "INSERT INTO mine VALUES (2)", "INSERT INTO others VALUES (2)");
        assertThat(new Backlog(CONTROL).perTable(stores.source)).isEmpty();
        assertThat(new Backlog(other).perTable(stores.source))
                .extracting(TableBacklog::rows)
                .containsExactly(2L);
        drop(other);
        assertThat(new ReplicationSchema(other).isInstalled(stores.source)).isFalse();
        run(stores.app, "INSERT INTO others VALUES (3)");
    }

    /** Without immutable tables a migration has no triggers, and possibly no rows. */
    @Test
    void leavesAnotherMigrationOfTheSameStoreItsTables() throws SQLException {
        ControlSchema other = new ControlSchema(CONTROL.schema(), "another");
        new ReplicationSchema(other).install(stores.source);

        drop(CONTROL);

        assertThat(new ReplicationSchema(CONTROL).isInstalled(stores.source)).isFalse();
        assertThat(new ReplicationSchema(other).isInstalled(stores.source)).isTrue();
        assertThat(new Backlog(other).perTable(stores.source)).isEmpty();
        drop(other);
        assertThat(new Backlog(other).exists(stores.source)).isFalse();
    }

    private void drop(ControlSchema migration) throws SQLException {
        CaptureTriggers triggers = new CaptureTriggers(migration);
        for (TableName table : triggers.capturedTables(stores.source)) {
            triggers.drop(stores.source, table);
        }
        Sql.inTransaction(stores.source, () -> {
            new ReplicationSchema(migration).drop(stores.source);
            return null;
        });
    }
}
