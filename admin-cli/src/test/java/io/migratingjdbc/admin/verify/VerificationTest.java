package io.migratingjdbc.admin.verify;

import static io.migratingjdbc.admin.TwoStores.CONTROL;
import static io.migratingjdbc.admin.TwoStores.WEIRD;
import static io.migratingjdbc.admin.TwoStores.fill;
import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.admin.TestPostgres;
import io.migratingjdbc.admin.TwoStores;
import io.migratingjdbc.admin.pace.Orders;
import io.migratingjdbc.admin.pace.OrdersTable;
import io.migratingjdbc.admin.pace.Pacer;
import io.migratingjdbc.internal.replicate.Backlog;
import io.migratingjdbc.internal.replicate.Carrier;
import io.migratingjdbc.internal.replicate.CopyPlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
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
    void numbersOfOneHashAreTold() throws SQLException {
        stores.both("CREATE TABLE numbers (id bigint PRIMARY KEY, a bigint, n numeric(9,2), f float8)");
        // PostgreSQL folds the halves of a bigint before it hashes it, and hashes NaN as its seed.
        TestPostgres.execute(
                stores.source, "INSERT INTO numbers VALUES (1, 5, 1, 0), (2, 1, 'NaN', 0), (3, 1, 0, 0), (4, 1, 1, 0)");
        TestPostgres.execute(
                stores.target,
                "INSERT INTO numbers VALUES (1, (1::bigint << 32) + 4, 1, 0), (2, 1, NULL, 0), (3, 1, NULL, 0), (4, 1, 1, '-0')");

        TableVerification result = verify(stores.plan("numbers"));

        assertThat(result.different()).isEqualTo(4);
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
        assertThat(resumed.age()).isGreaterThanOrEqualTo(stopped.age());
        // What is finished is not gone on with.
        assertThat(run(plan, Repair.NONE, (table, rows, expected) -> {}).age()).isLessThan(resumed.age());
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
                    .run(Duration.ofHours(1), false, repair, progress);
        }
    }
}
