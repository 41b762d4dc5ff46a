package io.migratingjdbc.admin.verify;

import static io.migratingjdbc.admin.TwoStores.CONTROL;
import static io.migratingjdbc.admin.TwoStores.WEIRD;
import static io.migratingjdbc.admin.TwoStores.fill;
import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.admin.TestPostgres;
import io.migratingjdbc.admin.TwoStores;
import io.migratingjdbc.internal.replicate.Carrier;
import io.migratingjdbc.internal.replicate.CopyPlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VerificationTest {
    private TwoStores stores;

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

        verification(stores.plan(WEIRD)).run((table, rows) -> last.accumulateAndGet(rows, Math::max));

        assertThat(last).hasValue(50_000);
    }

    private void carry(CopyPlan plan) throws SQLException {
        try (Connection here = TestPostgres.connect(stores.source);
                Connection there = TestPostgres.connect(stores.target)) {
            new Carrier(CONTROL, plan, Duration.ofSeconds(20)).carryUntilEmpty(here, there, sum -> {});
        }
    }

    private TableVerification verify(CopyPlan plan) throws SQLException {
        return verification(plan).run((table, rows) -> {}).get(0);
    }

    private Verification verification(CopyPlan plan) {
        return new Verification(
                CONTROL, plan, () -> TestPostgres.connect(stores.source), () -> TestPostgres.connect(stores.target), 2);
    }
}
