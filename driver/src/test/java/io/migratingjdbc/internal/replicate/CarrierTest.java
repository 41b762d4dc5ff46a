package io.migratingjdbc.internal.replicate;

import static io.migratingjdbc.internal.replicate.Stores.CONTROL;
import static io.migratingjdbc.internal.replicate.Stores.PATIENCE;
import static io.migratingjdbc.internal.replicate.Stores.names;
import static io.migratingjdbc.internal.replicate.Stores.run;
import static io.migratingjdbc.internal.replicate.Stores.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.migratingjdbc.internal.control.ConnectionSource;
import io.migratingjdbc.internal.model.PerRole;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.replicate.Carrier.Carried;
import io.migratingjdbc.internal.replicate.Carrier.Step;
import io.migratingjdbc.internal.replicate.Divergences.Divergence;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CarrierTest {
    private Stores stores;

    @BeforeEach
    void create() throws SQLException {
        stores = new Stores();
    }

    @AfterEach
    void close() throws SQLException {
        stores.close();
    }

    @Test
    void carriesEveryTypeExactly() throws SQLException {
        stores.both(
                "CREATE EXTENSION hstore",
                "CREATE EXTENSION citext",
                "CREATE TYPE mood AS ENUM ('so, so', 'go\"od')",
                "CREATE TYPE pair AS (a int, b text)",
                "CREATE DOMAIN positive AS int CHECK (VALUE > 0)");
        String columns = "n numeric, n2 numeric(20,3), i2 int2, i8 int8, f4 float4, f8 float8, t text, v varchar(20),"
                + " c char(5), b bytea, bo bool, u uuid, j json, jb jsonb, ts timestamp, tz timestamptz, d date,"
                + " ti time, tt timetz, iv interval, ta text[], ia int[], e mood, p pair, pa pair[], po"
                + " positive, h hstore,"
                + " ci citext, r int4range, mr tstzmultirange, x xml, inet inet, bits bit(3), vb varbit, pt point,"
                + " m money, oi oid, lsn pg_lsn, tsv tsvector, path jsonpath";
        // The target's columns come in another order, behind one that was dropped.
        run(
                stores.source,
                "CREATE TABLE wide (id int PRIMARY KEY, " + columns
                        + ", made text GENERATED ALWAYS AS (id::text || 'x') STORED,"
                        + " same int GENERATED ALWAYS AS (id + 1) VIRTUAL, always bigint GENERATED ALWAYS AS IDENTITY)");
        run(
                stores.target,
                "CREATE TABLE wide (gone int, always bigint GENERATED ALWAYS AS IDENTITY, " + columns
                        + ", id int PRIMARY KEY, made text GENERATED ALWAYS AS (id::text || 'x') STORED,"
                        + " same int GENERATED ALWAYS AS (id + 1) VIRTUAL)");
        run(stores.target, "ALTER TABLE wide DROP COLUMN gone");
        CopyPlan plan = stores.capture("wide");
        // What a writer's session prefers must not show in what is carried.
        run(
                stores.app,
                "SET datestyle = 'ISO, DMY'; SET intervalstyle = 'sql_standard'; SET timezone = 'Asia/Kathmandu';"
                        + "SET bytea_output = 'escape'; SET extra_float_digits = -5",
                "INSERT INTO wide (id) VALUES (1)",
                "INSERT INTO wide VALUES (2, 12345678901234567890.12345678900, 1.5, -32768, 9223372036854775807,"
                        + " 0.1, 0.1::float8 + 0.2, E'quote'' \"back\\\\slash, (paren) \\n\\t ü😀', '', 'ab',"
                        + " '\\x00ff5c27', true, gen_random_uuid(), ' {\"a\":  1, \"a\": 2}  ', 'null',"
                        + " 'infinity', '-infinity',"
                        + " '0044-03-15 BC', '24:00:00', '12:00:00.123456+05:45', '-1 year +2 days -03:04:05.6',"
                        + " '[0:2]={a,NULL,\"NULL\"}', '{{1,2},{3,4}}', 'go\"od', (1, NULL),"
                        + " ARRAY[(1,'x,\"')::pair, NULL], 7, 'a=>NULL, b=>\"1\"', 'CaSe', 'empty',"
                        + " '{[2020-01-01,infinity)}', '<a>b</a>',"
                        + " '10.0.0.1/8', '101', '1', '(0.1,NaN)', '12.34', 4294967295, '16/B374D848',"
                        + " 'a:1 b:2', '$.a')",
                "INSERT INTO wide (id, n, f4, f8, ts, d, j, jb, t, ta, p) VALUES (3, 'NaN', '-Infinity', 'NaN',"
                        + " '4713-01-01 00:00:00 BC', 'infinity', 'null', '{}', 'NULL', '{}', (NULL, NULL))");

        Carried carried = stores.carrier(plan).carry(stores.source, stores.target);

        assertThat(carried).isEqualTo(new Carried(3, 3, 0, 0));
        assertThat(stores.backlog()).isZero();
        String all = "SELECT string_agg(" + plan.tables().get(0).row("t") + " || made || same, chr(10) ORDER BY id)"
                + " FROM wide t";
        assertThat(value(stores.target, all))
                .isEqualTo(value(stores.source, all))
                .contains("0044-03-15 BC", "\"[0:2]={a,NULL,\"\"NULL\"\"}\"", ",\" {\"\"a\"\":  1, \"\"a\"\": 2}  \",");
        assertThat(value(stores.target, "SELECT jb = 'null' FROM wide WHERE id = 2"))
                .isEqualTo("t");
    }

    @Test
    void copesWithNamesThatNeedQuoting() throws SQLException {
        stores.both("CREATE TABLE \"weird \"\"Name\" (\"the \"\"Key's %s\" text, \"Id\" int, \"select\" text,"
                + " PRIMARY KEY (\"Id\", \"the \"\"Key's %s\"))");
        CopyPlan plan = stores.capture("weird \"Name");
        run(stores.app, "INSERT INTO \"weird \"\"Name\" VALUES ('k''1', 1, 'x'), ('k\"2', 1, NULL)");

        assertThat(stores.carrier(plan).carry(stores.source, stores.target)).isEqualTo(new Carried(2, 2, 0, 0));

        assertThat(value(stores.target, "SELECT count(*) FROM \"weird \"\"Name\""))
                .isEqualTo("2");
    }

    @Test
    void findsRowsByKeysOfEveryKind() throws SQLException {
        stores.both("CREATE TABLE keys (a date, b interval, c bytea, d float8, e timestamptz, f text[], g numeric,"
                + " h char(4),"
                + " PRIMARY KEY (a, b, c, d, e, f, g, h))");
        CopyPlan plan = stores.capture("keys");
        run(
                stores.app,
                "SET datestyle = 'ISO, DMY'; SET intervalstyle = 'sql_standard'; SET timezone = 'Asia/Kathmandu';"
                        + "SET bytea_output = 'escape'; SET extra_float_digits = -5",
                "INSERT INTO keys VALUES (date '03/02/2020', '-1 day +2 hours', '\\x00ff', 0.1::float8 + 0.2, now(),"
                        + " '{a,\"b,c\"}', 1.50, 'ab')");

        assertThat(stores.carrier(plan).carry(stores.source, stores.target)).isEqualTo(new Carried(1, 1, 0, 0));
    }

    @Test
    void doesNotSendACopyBack() throws SQLException {
        stores.both("CREATE TABLE t (id int PRIMARY KEY)");
        CopyPlan plan = stores.capture("t");
        run(stores.app, "INSERT INTO t VALUES (1)");

        stores.carrier(plan).carryUntilEmpty(stores.source, stores.target, sum -> {});

        assertThat(new Backlog(CONTROL).isEmpty(stores.target)).isTrue();
        assertThat(stores.target.getAutoCommit()).isTrue();
        assertThat(value(stores.target, "SELECT coalesce(current_setting('migrating.apply', true), '')"))
                .isEmpty();
    }

    @Test
    void fillsReferencedTablesFirstWhateverTheOrderOfCapture() throws SQLException {
        stores.both(
                "CREATE TABLE z_parent (id int PRIMARY KEY)",
                "CREATE TABLE a_child (id int PRIMARY KEY, parent int REFERENCES z_parent DEFERRABLE,"
                        + " self int REFERENCES a_child)");
        CopyPlan plan = stores.capture("a_child", "z_parent");
        assertThat(plan.names()).isEqualTo(names("z_parent", "a_child"));
        run(
                stores.app,
                "BEGIN; SET CONSTRAINTS ALL DEFERRED; INSERT INTO a_child VALUES (2, 7, 1), (1, 7, NULL);"
                        + "INSERT INTO z_parent VALUES (7); COMMIT");

        assertThat(stores.carrier(plan).carry(stores.source, stores.target)).isEqualTo(new Carried(3, 3, 0, 0));
    }

    @Test
    void bringsTheRowsOfOthersAlongWhereOwnOnesReferToThem() throws SQLException {
        stores.both(
                "CREATE TABLE parent (id int PRIMARY KEY)",
                "CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent)");
        CopyPlan plan = stores.capture("child", "parent");
        run(stores.source, "INSERT INTO parent VALUES (7)");
        run(stores.app, "INSERT INTO child VALUES (1, 7)");

        stores.carrier(plan).carryOf(stores.source, stores.target, backend(stores.app));

        assertThat(value(stores.target, "SELECT parent FROM child")).isEqualTo("7");
    }

    @Test
    void carriesOnlyTheRowsOfOneSession() throws SQLException {
        stores.both("CREATE TABLE t (id int PRIMARY KEY)");
        CopyPlan plan = stores.capture("t");
        run(stores.app, "INSERT INTO t SELECT generate_series(1, 1200)");
        run(stores.open(stores.sourceUrl), "INSERT INTO t VALUES (5000)");

        Carried carried = stores.carrier(plan).carryOf(stores.source, stores.target, backend(stores.app));

        assertThat(carried).isEqualTo(new Carried(1200, 1200, 0, 0));
        assertThat(stores.backlog()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void startsAgainAfterACrashAtAnyStep(Step crash) throws SQLException {
        stores.both("CREATE TABLE t (id int PRIMARY KEY)");
        CopyPlan plan = stores.capture("t");
        run(stores.app, "INSERT INTO t VALUES (1), (2)");
        try (Connection source = stores.open(stores.sourceUrl);
                Connection target = stores.open(stores.targetUrl)) {
            Carrier dying = new Carrier(CONTROL, plan, PATIENCE, step -> {
                if (step == crash) {
                    throw new IllegalStateException("crash");
                }
            });
            assertThatThrownBy(() -> dying.carry(source, target)).hasMessage("crash");
        }
        assertThat(stores.backlog()).isEqualTo(2);

        stores.carrier(plan).carryUntilEmpty(stores.source, stores.target, sum -> {});

        assertThat(stores.backlog()).isZero();
        assertThat(value(stores.target, "SELECT count(*) FROM t")).isEqualTo("2");
        assertThat(new Divergences(CONTROL).count(stores.source)).isZero();
    }

    @Test
    void waitsForRowsThatAnotherCarrierHasInItsHands() throws Exception {
        stores.both("CREATE TABLE t (id int PRIMARY KEY)");
        CopyPlan plan = stores.capture("t");
        run(stores.app, "INSERT INTO t VALUES (1)");
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Carrier slow = new Carrier(CONTROL, plan, PATIENCE, step -> {
            if (step == Step.READ) {
                locked.countDown();
                await(goOn);
            }
        });
        CompletableFuture<Carried> first =
                CompletableFuture.supplyAsync(() -> carry(slow, stores.source, stores.target));
        await(locked);
        Connection secondSource = stores.open(stores.sourceUrl);
        Connection secondTarget = stores.open(stores.targetUrl);
        int secondBackend = backend(secondSource);
        CompletableFuture<Carried> second = CompletableFuture.supplyAsync(() -> {
            Carried carried = carry(stores.carrier(plan), secondSource, secondTarget);
            assertThat(count(secondTarget)).isEqualTo("1");
            return carried;
        });
        awaitWaiting(secondBackend);
        assertThat(second).isNotDone();

        goOn.countDown();

        assertThat(first.get(20, TimeUnit.SECONDS).inserted()).isEqualTo(1);
        assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo(Carried.NOTHING);
    }

    @Test
    void sharesALargeBacklogWithAnotherCarrier() throws Exception {
        stores.both("CREATE TABLE t (id int PRIMARY KEY)");
        CopyPlan plan = stores.capture("t");
        run(stores.app, "INSERT INTO t SELECT generate_series(1, 7000)");
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch locked = new CountDownLatch(1);
        Carrier slow = new Carrier(CONTROL, plan, PATIENCE, step -> {
            if (step == Step.READ) {
                locked.countDown();
                await(goOn);
            }
        });
        CompletableFuture<Carried> first =
                CompletableFuture.supplyAsync(() -> carry(slow, stores.source, stores.target));
        await(locked);

        Carried second = carry(stores.carrier(plan), stores.open(stores.sourceUrl), stores.open(stores.targetUrl));
        goOn.countDown();

        assertThat(second.inserted()).isPositive();
        assertThat(first.get(20, TimeUnit.SECONDS).inserted()).isEqualTo(7000 - second.inserted());
        assertThat(stores.backlog()).isZero();
    }

    @Test
    void recordsADivergenceAndOverwritesNothing() throws SQLException {
        stores.both("CREATE TABLE t (id int PRIMARY KEY, other int UNIQUE, v text)");
        CopyPlan plan = stores.capture("t");
        run(stores.target, "SET migrating.apply = 'on'");
        run(stores.target, "INSERT INTO t VALUES (1, 1, 'theirs'), (9, 2, 'theirs'), (3, 3, 'same')");
        run(stores.target, "RESET migrating.apply");
        run(stores.app, "INSERT INTO t VALUES (1, 1, 'ours'), (2, 2, 'ours'), (3, 3, 'same'), (4, 4, 'new')");

        Carried carried = stores.carrier(plan).carry(stores.source, stores.target);

        assertThat(carried).isEqualTo(new Carried(4, 1, 2, 0));
        assertThat(stores.backlog()).isZero();
        Divergences divergences = new Divergences(CONTROL);
        assertThat(divergences.list(stores.source, 10))
                .extracting(Divergence::pk, Divergence::sourceRow, Divergence::targetRow)
                .containsExactlyInAnyOrder(
                        tuple("{\"id\": \"1\"}", "(1,1,ours)", "(1,1,theirs)"),
                        tuple("{\"id\": \"2\"}", "(2,2,ours)", null));
        assertThat(value(stores.target, "SELECT v FROM t WHERE id = 1")).isEqualTo("theirs");

        run(stores.target, "UPDATE t SET v = 'ours' WHERE id = 1", "DELETE FROM t WHERE id = 9");
        assertThat(divergences.recheck(stores.source, stores.target, plan)).isEqualTo(new Divergences.Recheck(1, 1, 0));
        stores.carrier(plan).carryUntilEmpty(stores.source, stores.target, sum -> {});
        assertThat(divergences.count(stores.source)).isZero();
        assertThat(value(stores.target, "SELECT v FROM t WHERE id = 2")).isEqualTo("ours");
    }

    @Test
    void emptiesTheBacklogOfAClosedStore() throws SQLException {
        stores.both("CREATE TABLE t (id int PRIMARY KEY)");
        stores.capture("t");
        run(stores.target, "INSERT INTO t SELECT generate_series(1, 1200)");
        PerRole<ConnectionSource> connections =
                new PerRole<>(() -> stores.open(stores.sourceUrl), () -> stores.open(stores.targetUrl));

        new ClosedStoreCarrier(CONTROL, names("t"), connections, PATIENCE).carryUntilEmpty(Role.TARGET);

        assertThat(new Backlog(CONTROL).isEmpty(stores.target)).isTrue();
        assertThat(value(stores.source, "SELECT count(*) FROM t")).isEqualTo("1200");
    }

    @Test
    void dropsTheEntryOfARowThatIsGone() throws SQLException {
        stores.both("CREATE TABLE t (id int PRIMARY KEY)");
        CopyPlan plan = stores.capture("t");
        run(stores.app, "INSERT INTO t VALUES (1)", "DELETE FROM t");

        assertThat(stores.carrier(plan).carry(stores.source, stores.target)).isEqualTo(new Carried(1, 0, 0, 1));
    }

    @Test
    void refusesATargetThatChangesWhatItIsGiven() throws SQLException {
        run(stores.source, "CREATE TABLE t (id int PRIMARY KEY, v numeric)");
        run(stores.target, "CREATE TABLE t (id int PRIMARY KEY, v numeric(5,1))");
        CopyPlan plan = stores.capture("t");
        run(stores.app, "INSERT INTO t VALUES (1, 1.25)");

        assertThatThrownBy(() -> stores.carrier(plan).carry(stores.source, stores.target))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("t cannot be copied");
        assertThat(value(stores.target, "SELECT count(*) FROM t")).isEqualTo("0");
        assertThat(stores.backlog()).isEqualTo(1);
    }

    @Test
    void refusesTablesThatDoNotFit() throws SQLException {
        stores.both("CREATE TABLE no_key (id int)", "CREATE TABLE late (id int PRIMARY KEY, v int UNIQUE DEFERRABLE)");
        run(stores.source, "CREATE TABLE t (id int PRIMARY KEY, a int)");
        run(stores.target, "CREATE TABLE t (id int PRIMARY KEY, b int)");

        assertThatThrownBy(() -> stores.capture("no_key")).hasMessageContaining("no primary key");
        assertThatThrownBy(() -> stores.capture("late")).hasMessageContaining("deferrable");
        assertThatThrownBy(() -> stores.capture("missing")).hasMessageContaining("Table missing of the plan");
        assertThatThrownBy(() -> CopyPlan.read(stores.source, stores.target, names("t")))
                .hasMessageContaining("other columns in the target");
    }

    @Test
    void aForeignKeyThatTheTargetGetsLaterDoesNotStopAPlanThatIsInUse() throws SQLException {
        stores.both("CREATE TABLE parent (id int PRIMARY KEY)", "CREATE TABLE child (id int PRIMARY KEY, parent int)");
        String foreignKey = "ALTER TABLE child ADD FOREIGN KEY (parent) REFERENCES parent";
        run(stores.source, foreignKey);
        CopyPlan plan = stores.capture("child", "parent");
        run(stores.target, foreignKey);
        run(stores.app, "INSERT INTO parent VALUES (1)", "INSERT INTO child VALUES (1, 1)");

        stores.carrier(plan).carryUntilEmpty(stores.source, stores.target, sum -> {});

        assertThat(value(stores.target, "SELECT count(*) FROM child")).isEqualTo("1");
    }

    @Test
    void saysWhichEntriesNobodyCanCarry() throws SQLException {
        stores.both("CREATE TABLE t (id int PRIMARY KEY)", "CREATE TABLE u (id int PRIMARY KEY)");
        stores.capture("t", "u");
        CopyPlan withoutU = CopyPlan.read(stores.source, stores.target, names("t"));
        run(stores.app, "INSERT INTO u VALUES (1)");

        assertThatThrownBy(() -> stores.carrier(withoutU).carryUntilEmpty(stores.source, stores.target, sum -> {}))
                .hasMessageContaining("[u]");
    }

    private void awaitWaiting(int backend) throws SQLException {
        String waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND pid = " + backend;
        while (value(stores.app, waiting).equals("0")) {
            Thread.onSpinWait();
        }
    }

    private static int backend(Connection connection) throws SQLException {
        return Integer.parseInt(value(connection, "SELECT pg_backend_pid()"));
    }

    private static Carried carry(Carrier carrier, Connection source, Connection target) {
        try {
            return carrier.carry(source, target);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String count(Connection target) {
        try {
            return value(target, "SELECT count(*) FROM t");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
