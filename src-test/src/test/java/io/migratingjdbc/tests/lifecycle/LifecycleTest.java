package io.migratingjdbc.tests.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.tests.harness.Database;
import io.migratingjdbc.tests.harness.EmbeddedStores;
import io.migratingjdbc.tests.lifecycle.Deed.Act;
import io.migratingjdbc.tests.lifecycle.Deed.Outcome;
import io.migratingjdbc.tests.lifecycle.Itinerary.Move;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Under load, kills a part of the system during every command of an itinerary, and holds what the application was told against what the
 * stores have at the end. {@code -Dmigrating.lifecycle.rounds=N} does every itinerary with every victim, N times at other moments.
 */
class LifecycleTest {
    private static final int ROUNDS = Integer.getInteger("migrating.lifecycle.rounds", 0);
    private static final long SEED = Long.getLong("migrating.lifecycle.seed", 1);
    private static final int LATEST_LINE = 9;
    private static final int ROWS = 100_000;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static EmbeddedStores stores;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        stores = EmbeddedStores.start(2);
    }

    @AfterAll
    static void stop() {
        stores.close();
    }

    static Stream<Arguments> cases() {
        if (ROUNDS == 0) {
            return Stream.of(
                    Arguments.of(Itinerary.FORWARD, Victim.CLI, SEED),
                    Arguments.of(Itinerary.FORWARD, Victim.INITIAL, SEED),
                    Arguments.of(Itinerary.BACK, Victim.TARGET, SEED));
        }
        List<Arguments> all = new ArrayList<>();
        for (long seed = SEED; seed < SEED + ROUNDS; seed++) {
            for (Itinerary itinerary : Itinerary.values()) {
                for (Victim victim : Victim.values()) {
                    all.add(Arguments.of(itinerary, victim, seed));
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{0}, killing {1}, seed {2}")
    @MethodSource("cases")
    void endsInEquality(Itinerary itinerary, Victim victim, long seed) throws Exception {
        Random random = new Random(seed);
        LoadedMigration migration = LoadedMigration.createByCommand(stores, directory, ROWS);
        try (LoadFleet load = migration.startLoad()) {
            long bothUntil = 0;
            for (Move move : itinerary.moves()) {
                bothUntil = move.to() == Phase.PRE_MIGRATION || itinerary == Itinerary.CANCEL
                        ? 0
                        : move.to() == itinerary.last() ? Journal.now() : bothUntil;
                migration.moveWhileKilling(victim, 1 + random.nextInt(LATEST_LINE), move);
                load.awaitMore();
                migration.move(move);
                load.awaitMore();
            }
            assertThat(migration.phase()).isEqualTo(itinerary.last());
            List<Deed> deeds = load.stop();
            assertThat(deeds.stream().filter(deed -> deed.act() == Act.LAUNCH && deed.outcome() == Outcome.APPLIED))
                    .as("launches")
                    .hasSizeGreaterThan(20);
            if (victim == Victim.CLI) {
                assertThat(deeds).as("the stores were there").noneMatch(deed -> deed.outcome() == Outcome.UNKNOWN);
            }
            assertThat(migration.target.strings("SELECT indexrelid::regclass || ' ' || indisvalid FROM pg_index"
                            + " WHERE indrelid = 'entries'::regclass AND NOT indisprimary UNION ALL"
                            + " SELECT conname || ' ' || convalidated FROM pg_constraint"
                            + " WHERE conrelid = 'entries'::regclass AND contype = 'f'"))
                    .containsExactly("entries_token true", "entries_definition true");
            boolean back = itinerary.last() == Phase.STABLE;
            Database live = back ? migration.initial : migration.target;
            Database other = back ? migration.target : migration.initial;
            assertThat(Verdict.of(deeds, live, other, bothUntil))
                    .as(() -> String.join("\n", load.output()))
                    .isEmpty();
        }
    }

    /** Rows of a script that knows nothing of the driver, in both stores: hosts carry them, whatever dies meanwhile. */
    @Test
    void theBacklogSurvivesBothServers() throws Exception {
        LoadedMigration migration = LoadedMigration.create(stores, directory, 1_000);
        try (LoadFleet load = migration.startLoad()) {
            migration.mustRun("start", "--wait");
            migration.mustRun("copy");
            migration.target.execute(
                    "INSERT INTO entries (token) SELECT 'there' || n FROM generate_series(1, 10000) n");
            migration.initial.execute(
                    "INSERT INTO entries (token) SELECT 'here' || n FROM generate_series(1, 60000) n");
            for (Victim victim : List.of(Victim.TARGET, Victim.INITIAL)) {
                awaitBacklog(migration.initial, Math.max(0, backlog(migration.initial) - 1));
                migration.killAndRestart(victim);
                load.awaitMore();
            }
            awaitBacklog(migration.initial, 0);
            awaitBacklog(migration.target, 0);
            List<Deed> deeds = load.stop();

            assertThat(backlog(migration.initial) + backlog(migration.target)).isZero();
            assertThat(deeds).noneMatch(deed -> deed.act() == Act.ERROR);
            for (String table : List.of("entries", "definitions")) {
                String content =
                        "SELECT count(*) || ' ' || md5(string_agg(t::text, ',' ORDER BY t.id)) FROM " + table + " t";
                assertThat(migration.target.strings(content)).isEqualTo(migration.initial.strings(content));
            }
            assertThat(migration.initial.number("SELECT count(*) FROM entries WHERE token ~ '^t?here[0-9]'"))
                    .isEqualTo(70_000);
            assertThat(migration.run("status").text()).contains("the other store has all immutable rows");
        }
    }

    private static long backlog(Database store) throws SQLException {
        return store.number("SELECT count(*) FROM migrating_backlog");
    }

    private static void awaitBacklog(Database store, long atMost) throws SQLException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (store.number("SELECT count(*) FROM migrating_backlog, pg_sleep(0.02)") > atMost) {
            assertThat(System.nanoTime()).as("the backlog is not carried").isLessThan(deadline);
        }
    }
}
