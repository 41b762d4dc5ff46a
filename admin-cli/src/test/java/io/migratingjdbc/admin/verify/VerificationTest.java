package io.migratingjdbc.admin.verify;

import static io.migratingjdbc.admin.TwoStores.CONTROL;
import static io.migratingjdbc.admin.TwoStores.WEIRD;
import static io.migratingjdbc.admin.TwoStores.fill;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.admin.TestPostgres;
import io.migratingjdbc.admin.TwoStores;
import io.migratingjdbc.admin.pace.Orders;
import io.migratingjdbc.admin.pace.OrdersTable;
import io.migratingjdbc.admin.pace.Pacer;
import io.migratingjdbc.internal.replicate.Backlog;
import io.migratingjdbc.internal.replicate.Carrier;
import io.migratingjdbc.internal.replicate.CopyPlan;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VerificationTest {
    private TwoStores stores;
    private Pacer pacer;
    private int workers = 2;

    @BeforeEach
    void create() throws SQLException {
        stores = new TwoStores();
    }

    @Test
    void findsEveryKindOfDifferenceButNotWhatIsOnItsWay() throws SQLException {
        CopyPlan plan = stores.plan(WEIRD);
        fill(stores.source, 30_000);
        carry(plan);
        fill(stores.source, 1);
        assertThat(verify(plan).clean()).isTrue();
        assertThat(verify(plan).sourceRows()).isEqualTo(30_001);

        TestPostgres.execute(stores.source, "DELETE FROM \"weird \"\"Name\" WHERE \"Id\" = 3");
        TestPostgres.execute(stores.target, "DELETE FROM \"weird \"\"Name\" WHERE \"Id\" IN (5, 20006)");
        TestPostgres.execute(stores.target, "UPDATE \"weird \"\"Name\" SET f = f + 1e-9 WHERE \"Id\" IN (7, 8, 29999)");

        TableVerification result = verify(plan);
        assertThat(result.clean()).isFalse();
        assertThat(result.exact()).isTrue();
        assertThat(result.missing()).isEqualTo(2);
        assertThat(result.extra()).isEqualTo(1);
        assertThat(result.different()).isEqualTo(3);
        assertThat(result.samples()).hasSize(6).contains("{\"Id\": \"3\", \"part\": \"x\"}");

        carry(plan);
        assertThat(verify(plan).sourceRows()).isEqualTo(30_000);
        assertThat(verify(plan).targetRows()).isEqualTo(29_999);
    }

    @Test
    void tellsApartWhatTheDatabasesCallEqual() throws SQLException {
        stores.both(
                "CREATE TABLE alike (id int PRIMARY KEY, n numeric, f float8, t timestamptz, u uuid, ok boolean, d date)");
        TestPostgres.execute(
                stores.source,
                "INSERT INTO alike VALUES (1, 1.0, 0, 'infinity', NULL, true, 'infinity'),"
                        + " (2, 2, 1, now(), gen_random_uuid(), NULL, '5874897-12-31'), (3, 1, 2, NULL, NULL, NULL, NULL)");
        TestPostgres.execute(
                stores.target,
                "INSERT INTO alike VALUES (1, 1.00, 0, 'infinity', NULL, true, 'infinity'),"
                        + " (2, 2, 1, now(), gen_random_uuid(), NULL, '5874897-12-31'), (3, 1, 2, NULL, NULL, NULL, NULL)");

        TableVerification result = verify(stores.plan("alike"));

        assertThat(result.samples()).containsExactlyInAnyOrder("{\"id\": \"1\"}", "{\"id\": \"2\"}");
    }

    @Test
    void valuesThatChangedPlacesAreFound() throws SQLException {
        stores.both("CREATE TABLE pairs (id int PRIMARY KEY, a text, b text)");
        TestPostgres.execute(stores.source, "INSERT INTO pairs VALUES (1, 'x', 'y'), (2, 'v', 'w')");
        TestPostgres.execute(stores.target, "INSERT INTO pairs VALUES (1, 'x', 'w'), (2, 'v', 'y')");

        assertThat(verify(stores.plan("pairs")).different()).isEqualTo(2);
    }

    @Test
    void keysInAnotherOrderAreComparedToo() throws SQLException {
        TestPostgres.execute(stores.source, "CREATE TABLE words (w text COLLATE \"C\" PRIMARY KEY, n int)");
        TestPostgres.execute(stores.target, "CREATE TABLE words (w text COLLATE \"und-x-icu\" PRIMARY KEY, n int)");
        String words = "INSERT INTO words SELECT chr(65 + i % 2 * 32 + i % 26) || i, i FROM generate_series(1, 5000) i";
        TestPostgres.execute(stores.source, words);
        TestPostgres.execute(stores.target, words);
        CopyPlan plan = stores.plan("words");
        assertThat(verify(plan).clean()).isTrue();

        TestPostgres.execute(stores.target, "UPDATE words SET n = 0 WHERE n = 4711");
        TestPostgres.execute(stores.source, "DELETE FROM words WHERE n = 1147");

        TableVerification result = verify(plan);
        assertThat(result.different()).isEqualTo(1);
        assertThat(result.extra()).isEqualTo(1);
        assertThat(result.missing()).isZero();
    }

    @Test
    void givesUpCountingWhenEverythingDiffers() throws SQLException {
        fill(stores.source, 12_000);

        TableVerification result = verify(stores.plan(WEIRD));

        assertThat(result.exact()).isFalse();
        assertThat(result.missing()).isEqualTo(10_000);
        assertThat(result.samples()).hasSize(10);
    }

    @Test
    void progressAddsUp() throws SQLException {
        fill(stores.source, 50_000);
        fill(stores.target, 50_000);
        AtomicLong last = new AtomicLong();

        run(stores.plan(WEIRD), Repair.NONE, (table, rows, expected) -> last.accumulateAndGet(rows, Math::max));

        assertThat(last).hasValue(50_000);
    }

    @Test
    void valuesOfOneHashAreTold() throws SQLException {
        stores.both("CREATE TABLE numbers (id bigint PRIMARY KEY, a bigint, b bigint, n numeric(9,2), m numeric(9,2),"
                + " f float8, t timestamptz, u timestamp)");
        // PostgreSQL folds the halves of a bigint and of a timestamp before it hashes them, hashes NaN as its seed,
        // leaves
        // out the sign of a numeric and adds its weight at the end.
        String numbers = "INSERT INTO numbers (id, a, b, n, m, f) VALUES ";
        TestPostgres.execute(
                stores.source,
                numbers + "(1, 5, 0, 1, 1, 0), (2, 1, 0, 'NaN', 1, 0), (3, 1, 0, 0, 1, 0), (4, 1, 0, 1, 1, 0),"
                        + " (5, 1, 0, 5, 1, 0), (6, 1, 0, 1, 2, 0), (7, 1, 0, 7, 50000, 0), (8, 5, 6, 1, 1, 0)",
                "INSERT INTO numbers (id, t, u) VALUES (9, '2000-01-01 00:00Z', NULL), (10, NULL, '2000-01-01 00:00'),"
                        + " (11, NULL, NULL)");
        TestPostgres.execute(
                stores.target,
                numbers + "(1, (1::bigint << 32) + 4, 0, 1, 1, 0), (2, 1, 0, NULL, 1, 0), (3, 1, 0, NULL, 1, 0),"
                        + " (4, 1, 0, 1, 1, '-0'), (5, 1, 0, -5, 1, 0), (6, 1, 0, 10000, 20000, 0),"
                        + " (7, 1, 0, 70000, 5, 0), (8, (1::bigint << 32) + 4, (1::bigint << 32) + 7, 1, 1, 0)",
                "INSERT INTO numbers (id, t, u) VALUES"
                        + " (9, timestamptz '2000-01-01 00:00Z' + interval '4294.967297 s', NULL),"
                        + " (10, NULL, timestamp '2000-01-01 00:00' - interval '4294.967296 s'), (11, NULL, NULL)");

        TableVerification result = verify(stores.plan("numbers"));

        assertThat(result.different()).isEqualTo(10);
    }

    @Test
    void valuesOfOneHashAreToldInColumnsThatAreNeverNull() throws SQLException {
        stores.both(
                "CREATE TABLE numbers (id numeric(9,2) PRIMARY KEY, n numeric(9,2) NOT NULL, m numeric(9,2) NOT NULL,"
                        + " b bigint NOT NULL, t timestamptz NOT NULL, u timestamp NOT NULL, last numeric(9,2) NOT NULL)");
        String at = "'2000-01-01 00:00Z', '2000-01-01 00:00'";
        TestPostgres.execute(
                stores.source,
                "INSERT INTO numbers VALUES (1, 'NaN', 0, 1, " + at + ", 0), (2, 5, 1, 1, " + at + ", 0),"
                        + " (3, 1, 10000, 1, " + at + ", 0), (4, 1, 1, 5, " + at + ", 0), (5, 1, 1, 4, " + at + ", 0),"
                        + " (6, 1, 1, 1, " + at + ", 1), (7, 1, 1, 1, " + at + ", 7), (8, 1, 1, 1, " + at
                        + ", 0), (9, 1, 1, 1, " + at + ", 0)",
                "INSERT INTO numbers VALUES (100, 1, 1, 1, " + at + ", 1)");
        TestPostgres.execute(
                stores.target,
                "INSERT INTO numbers VALUES (1, 0, 'NaN', 1, " + at + ", 0), (2, -5, 1, 1, " + at + ", 0),"
                        + " (3, 10000, 1, 1, " + at + ", 0), (4, 1, 1, (1::bigint << 32) + 4, " + at + ", 0),"
                        + " (5, 1, 10000, 5, " + at + ", 0), (6, 1, 1, 1, " + at + ", 10000), (7, 1, 1, 1, " + at
                        + ", -7),"
                        + " (8, 1, 1, 1, timestamptz '2000-01-01 00:00Z' + interval '4294.967297 s', '2000-01-01', 0),"
                        + " (9, 1, 1, 1, '2000-01-01 00:00Z', timestamp '2000-01-01' - interval '4294.967296 s', 0)",
                "INSERT INTO numbers VALUES (-100, 1, 1, 1, " + at + ", 1)");

        TableVerification result = verify(stores.plan("numbers"));

        assertThat(result.samples()).hasSize(10);
        assertThat(result.different()).isEqualTo(9);
        assertThat(result.missing()).isEqualTo(1);
        assertThat(result.extra()).isEqualTo(1);
    }

    @Test
    void blanksAtTheEndCount() throws SQLException {
        TestPostgres.execute(stores.source, "CREATE TABLE padded (id int PRIMARY KEY, a bpchar, b char(5))");
        TestPostgres.execute(stores.target, "CREATE TABLE padded (id int PRIMARY KEY, a bpchar, b text)");
        TestPostgres.execute(stores.source, "INSERT INTO padded VALUES (1, 'x', 'x'), (2, 'x', 'x'), (3, 'x', NULL)");
        TestPostgres.execute(
                stores.target, "INSERT INTO padded VALUES (1, 'x', 'x    '), (2, 'x ', 'x    '), (3, 'x', '')");

        assertThat(verify(stores.plan("padded")).samples())
                .containsExactlyInAnyOrder("{\"id\": \"2\"}", "{\"id\": \"3\"}");
    }

    @Test
    void everyTimestampCanBeCompared() throws SQLException {
        stores.both(
                "CREATE TABLE times (id int PRIMARY KEY, t timestamptz NOT NULL, u timestamp)",
                "INSERT INTO times VALUES (1, '4714-11-24 00:00Z BC', '4714-11-24 00:00 BC'),"
                        + " (2, '294276-12-31 23:59:59.999999Z', '294276-12-31 23:59:59.999999'),"
                        + " (3, '-infinity', 'infinity'), (4, '1999-12-31 23:59:59.999999Z', '2000-01-01 00:00')");
        TestPostgres.execute(stores.target, "UPDATE times SET u = u + interval '1 us' WHERE id = 1");

        assertThat(verify(stores.plan("times")).samples()).containsExactly("{\"id\": \"1\"}");
    }

    @Test
    void aNullWhereThereMustBeNoneIsCompared() throws SQLException {
        stores.both(
                "CREATE TABLE late (id int PRIMARY KEY, a text, b text)",
                "INSERT INTO late VALUES (1, NULL, 'x'), (2, NULL, 'y')",
                "ALTER TABLE late ADD CONSTRAINT present NOT NULL a NOT VALID",
                "ALTER TABLE late ADD CONSTRAINT also_present NOT NULL b NOT VALID");
        TestPostgres.execute(
                stores.target, "ALTER TABLE late DROP CONSTRAINT present", "UPDATE late SET b = 'z' WHERE id = 2");

        assertThat(verify(stores.plan("late")).different()).isEqualTo(1);
    }

    @Test
    void goesOnWhereItWasStopped() throws SQLException {
        CopyPlan plan = stores.plan(WEIRD);
        fill(stores.source, 60_000);
        carry(plan);
        TestPostgres.execute(stores.target, "DELETE FROM \"weird \"\"Name\" WHERE \"Id\" IN (2, 59999)");
        workers = 1;
        AtomicLong first = new AtomicLong();

        Verification.Result stopped = run(plan, Repair.NONE, (table, rows, expected) -> {
            first.set(rows);
            try (Connection target = stores.target()) {
                new OrdersTable(CONTROL).change(target, Orders::stopped);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            awaitStop();
        });
        List<Long> second = new ArrayList<>();
        Verification.Result resumed = run(plan, Repair.NONE, (table, rows, expected) -> second.add(rows));

        assertThat(stopped.complete()).isFalse();
        assertThat(first.get()).isBetween(1L, 59_999L);
        assertThat(resumed.complete()).isTrue();
        assertThat(second.get(0)).isGreaterThan(first.get());
        assertThat(resumed.tables().get(0).missing()).isEqualTo(2);
        assertThat(resumed.tables().get(0).sourceRows()).isEqualTo(60_000);
        assertThat(resumed.began()).isEqualTo(stopped.began());
        // What is finished is not gone on with.
        assertThat(run(plan, Repair.NONE, (table, rows, expected) -> {}).began())
                .isAfter(resumed.began());
    }

    @Test
    void repairsWhatIsMissing() throws SQLException {
        CopyPlan plan = stores.plan(WEIRD);
        fill(stores.source, 30_000);
        carry(plan);
        TestPostgres.execute(stores.target, "DELETE FROM \"weird \"\"Name\" WHERE \"Id\" % 1000 = 7");
        Repair repair = (table, missing, extra) -> {
            try (Connection source = stores.source()) {
                new Backlog(CONTROL).add(source, table, missing);
            }
            carry(plan);
        };

        TableVerification result =
                run(plan, repair, (table, rows, expected) -> {}).tables().get(0);

        assertThat(result.repaired()).isEqualTo(30);
        assertThat(result.clean()).isTrue();
        assertThat(verify(plan).targetRows()).isEqualTo(30_000);
    }

    @Test
    void aComparisonThatWasTakenOverSaysNothingMore() throws SQLException {
        fill(stores.source, 60_000);
        CopyPlan plan = stores.plan(WEIRD);
        workers = 1;
        AtomicBoolean takenOver = new AtomicBoolean();

        assertThatThrownBy(() -> run(plan, Repair.NONE, (table, rows, expected) -> {
                    if (takenOver.compareAndSet(false, true)) {
                        quietly(() -> run(plan, Repair.NONE, (again, more, all) -> {}));
                    }
                }))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("taken this comparison over");
        assertThat(takenOver).isTrue();
    }

    @Test
    void aTableThatIsChangedMeanwhileIsTold() throws SQLException {
        fill(stores.source, 30_000);
        CopyPlan plan = stores.plan(WEIRD);
        AtomicBoolean changed = new AtomicBoolean();

        assertThatThrownBy(() -> run(plan, Repair.NONE, (table, rows, expected) -> {
                    if (changed.compareAndSet(false, true)) {
                        quietly(() -> {
                            stores.both("ALTER TABLE \"weird \"\"Name\" ADD COLUMN late int");
                            return null;
                        });
                    }
                }))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("changed while it was compared");
    }

    @Test
    void keysMadeOfAnEnumAreComparedAsAWhole() throws SQLException {
        TestPostgres.execute(stores.source, "CREATE TYPE mood AS ENUM ('low', 'mid', 'high')");
        TestPostgres.execute(stores.target, "CREATE TYPE mood AS ENUM ('high', 'low', 'mid')");
        stores.both("CREATE TABLE felt (m mood[] PRIMARY KEY)");
        stores.both("INSERT INTO felt VALUES ('{low}'), ('{high}')");
        TestPostgres.execute(stores.target, "INSERT INTO felt VALUES ('{mid}')");

        assertThat(verify(stores.plan("felt")).extra()).isEqualTo(1);
    }

    private static void quietly(Sql.Work<?> work) {
        try {
            work.run();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void outlivesLostConnections() throws SQLException {
        CopyPlan plan = stores.plan(WEIRD);
        fill(stores.source, 50_000);
        carry(plan);
        AtomicBoolean killed = new AtomicBoolean();

        Verification.Result result = run(plan, Repair.NONE, (table, rows, expected) -> {
            if (killed.compareAndSet(false, true)) {
                TestPostgres.killSessions(stores.source);
                TestPostgres.killSessions(stores.target);
            }
        });

        assertThat(killed).isTrue();
        assertThat(result.tables().get(0).clean()).isTrue();
        assertThat(result.tables().get(0).sourceRows()).isEqualTo(50_000);
    }

    private void awaitStop() {
        while (!pacer.stopped()) {
            Thread.onSpinWait();
        }
    }

    private void carry(CopyPlan plan) throws SQLException {
        try (Connection here = TestPostgres.connect(stores.source);
                Connection there = TestPostgres.connect(stores.target)) {
            new Carrier(CONTROL, plan, Duration.ofSeconds(20)).carryUntilEmpty(here, there, sum -> {});
        }
    }

    private TableVerification verify(CopyPlan plan) throws SQLException {
        return run(plan, Repair.NONE, (table, rows, expected) -> {}).tables().get(0);
    }

    private Verification.Result run(CopyPlan plan, Repair repair, Verification.Progress progress) throws SQLException {
        try (Pacer held = stores.pacer()) {
            pacer = held;
            return new Verification(
                            CONTROL, 7, plan, stores::source, stores::target, workers, held, TwoStores.patience())
                    .run(Instant.now(), Duration.ofHours(1), false, repair, progress);
        }
    }
}
