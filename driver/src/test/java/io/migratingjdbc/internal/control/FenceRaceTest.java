package io.migratingjdbc.internal.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.internal.dialect.ErrorClass;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.PerRole;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Launchers that follow protocol section 4 with views as stale as they like, against a migration that waits for
 * nobody: the fence alone has to keep every key in one store.
 */
@Timeout(120)
class FenceRaceTest {
    private static final int LAUNCHERS = 5;
    private static final int LAUNCHES_PER_PHASE = 60;

    private final ControlFixture fixture = new ControlFixture();
    private final AtomicInteger committed = new AtomicInteger();
    private final Semaphore launched = new Semaphore(0);
    private final AtomicInteger keys = new AtomicInteger();
    private final Phaser transitions = new Phaser(1);
    private final AtomicBoolean stop = new AtomicBoolean();

    FenceRaceTest() throws SQLException {}

    @Test
    void noKeyIsEverCommittedInBothStores() throws Exception {
        for (Role role : Role.values()) {
            ControlFixture.execute(fixture.urls.get(role), "CREATE TABLE entities (k int PRIMARY KEY)");
        }
        ExecutorService threads = Executors.newFixedThreadPool(LAUNCHERS);
        List<CompletableFuture<Integer>> launchers = new ArrayList<>();
        for (int seed = 0; seed < LAUNCHERS; seed++) {
            Random random = new Random(seed);
            int sleepFor = seed;
            launchers.add(CompletableFuture.supplyAsync(() -> launchUntilStopped(random, sleepFor), threads));
        }
        awaitLaunches();
        for (Phase phase : List.of(
                Phase.PRE_MIGRATION,
                Phase.MIGRATION,
                Phase.POST_MIGRATION,
                Phase.PRE_ROLLBACK,
                Phase.ROLLING_BACK,
                Phase.POST_ROLLBACK)) {
            fixture.walk(phase);
            transitions.arrive();
            awaitLaunches();
        }
        stop.set(true);
        transitions.forceTermination();
        int fenced = 0;
        for (CompletableFuture<Integer> launcher : launchers) {
            fenced += launcher.get();
        }
        threads.shutdown();

        Map<Integer, Integer> stores = new HashMap<>();
        for (Role role : Role.values()) {
            keysIn(role).forEach(key -> stores.merge(key, 1, Integer::sum));
        }
        assertThat(stores)
                .hasSize(committed.get())
                .allSatisfy((key, count) -> assertThat(count).isEqualTo(1));
        assertThat(fenced).as("launches that the fence stopped").isPositive();
    }

    /**
     * @param sleepFor how many transitions go by between the first view and its first use
     * @return how many launches the fence stopped
     */
    private int launchUntilStopped(Random random, int sleepFor) {
        try (Connection initial = DriverManager.getConnection(fixture.urls.initial());
                Connection target = DriverManager.getConnection(fixture.urls.target())) {
            PerRole<Connection> stores = new PerRole<>(initial, target);
            MigrationView view = fixture.record();
            for (int i = 0; i < sleepFor; i++) {
                transitions.awaitAdvance(transitions.getPhase());
            }
            int fenced = 0;
            while (!stop.get()) {
                int key = keys.addAndGet(random.nextInt(2)) - random.nextInt(3);
                if (!launch(view, stores, key)) {
                    fenced++;
                    view = fixture.record();
                } else if (random.nextInt(50) == 0) {
                    view = fixture.record();
                }
            }
            return fenced;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return false if the fence stopped it; a duplicate is an answer */
    private boolean launch(MigrationView view, PerRole<Connection> stores, int key) throws SQLException {
        Role accepting = view.accepting();
        if (view.phase().twoStore() && holds(stores.get(accepting.other()), key)) {
            return true;
        }
        Connection store = stores.get(accepting);
        store.setAutoCommit(false);
        try (Statement statement = store.createStatement()) {
            statement.execute("INSERT INTO entities VALUES (" + key + ")");
            fixture.plane.dialect().fenceAndCommit(store, "public", "orders", view.expectedFence(accepting));
            committed.incrementAndGet();
            launched.release();
            return true;
        } catch (SQLException e) {
            store.rollback();
            ErrorClass kind = fixture.plane.dialect().classify(e);
            assertThat(kind).isIn(ErrorClass.FENCE_LOST, ErrorClass.DUPLICATE_KEY);
            return kind == ErrorClass.DUPLICATE_KEY;
        } finally {
            store.setAutoCommit(true);
        }
    }

    private static boolean holds(Connection other, int key) throws SQLException {
        try (Statement statement = other.createStatement();
                ResultSet row = statement.executeQuery("SELECT 1 FROM entities WHERE k = " + key)) {
            return row.next();
        }
    }

    private List<Integer> keysIn(Role role) throws SQLException {
        List<Integer> found = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(fixture.urls.get(role));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT k FROM entities")) {
            while (row.next()) {
                found.add(row.getInt(1));
            }
        }
        return found;
    }

    private void awaitLaunches() throws InterruptedException {
        launched.drainPermits();
        assertThat(launched.tryAcquire(LAUNCHES_PER_PHASE, 60, TimeUnit.SECONDS))
                .isTrue();
    }
}
