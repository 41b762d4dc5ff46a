package io.migratingjdbc.internal.control;

import static io.migratingjdbc.internal.model.Phase.COMPLETED;
import static io.migratingjdbc.internal.model.Phase.MIGRATION;
import static io.migratingjdbc.internal.model.Phase.POST_MIGRATION;
import static io.migratingjdbc.internal.model.Phase.PRE_MIGRATION;
import static io.migratingjdbc.internal.model.Phase.PRE_ROLLBACK;
import static io.migratingjdbc.internal.model.Phase.STABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.PerRole;
import io.migratingjdbc.internal.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hosts that are stepped by hand, on a clock that is set by hand. */
@Timeout(60)
class HostTest {
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final HostSettings SETTINGS = new HostSettings(Duration.ofMillis(500), LEASE, 3);

    private final ControlFixture fixture = new ControlFixture();
    private final AtomicLong nanos = new AtomicLong(-5);
    private final AtomicBoolean metadataDown = new AtomicBoolean();
    private final AtomicInteger metadataOpened = new AtomicInteger();
    private final ControlPlane plane = planeThatMayBeDown();
    private final Host host = host("host-1");

    HostTest() throws SQLException {}

    @Test
    void aHostRegistersBeforeItsFirstViewAndDeregisters() throws SQLException {
        assertThat(host.view()).isEqualTo(fixture.record());
        assertThat(hosts()).singleElement().satisfies(info -> {
            assertThat(info.identity().application()).isEqualTo("shop");
            assertThat(info.live()).isTrue();
        });
        host.close();
        assertThat(hosts()).isEmpty();
        assertThatThrownBy(host::view).hasMessageContaining("has left");
        host.poll();
        assertThat(hosts()).isEmpty();
    }

    @Test
    void aViewIsReadOncePerLeaseAndNeverUsedBeyondIt() throws SQLException {
        host.view();
        int opened = metadataOpened.get();
        nanos.addAndGet(LEASE.toNanos() - 1);
        host.view();
        assertThat(metadataOpened).hasValue(opened);

        metadataDown.set(true);
        assertThat(host.view().phase()).isEqualTo(STABLE);
        nanos.addAndGet(1);
        assertUnreachable();
        metadataDown.set(false);
        assertThat(host.view().phase()).isEqualTo(STABLE);
    }

    @Test
    void theLeaseCountsFromBeforeTheReadWasSent() throws SQLException {
        ControlPlane slow = new ControlPlane(plane.dialect(), "public", plane.plan(), plane.metadata(), plane.stores());
        AtomicLong jumping = new AtomicLong();
        Host late = new Host(
                slow,
                new HostIdentity("late", "here", "shop", "1"),
                SETTINGS,
                pending -> {},
                () -> jumping.getAndAdd(LEASE.toNanos()),
                Runnable::run);
        assertThatThrownBy(late::view).hasMessageContaining("longer than the lease");
    }

    @Test
    void anEpochIsAcknowledgedOnceNoLaunchOfAnOlderViewIsInFlight() throws SQLException {
        Ticket old = host.launch();
        fixture.walk(PRE_MIGRATION);
        host.poll();
        assertThat(host.view().phase()).isEqualTo(PRE_MIGRATION);
        assertThat(old.view().phase()).isEqualTo(STABLE);
        assertThat(acknowledged()).isLessThan(2);

        Ticket fresh = host.launch();
        host.poll();
        assertThat(acknowledged()).isLessThan(2);
        assertThat(hosts().get(0).inFlight()).isEqualTo(2);

        old.close();
        old.close();
        host.poll();
        assertThat(acknowledged()).isEqualTo(2);
        assertThat(hosts().get(0).inFlight()).isEqualTo(1);
        fresh.close();
    }

    @Test
    void oneTurnOfThePollLoopReadsAndAcknowledges() throws SQLException {
        host.view();
        fixture.walk(PRE_MIGRATION);
        host.poll();
        assertThat(acknowledged()).isEqualTo(2);
    }

    @Test
    void anEvictedHostRegistersAgainBeforeItUsesAView() throws SQLException {
        host.poll();
        try (Connection connection = fixture.plane.metadata().open()) {
            assertThat(plane.hosts().evict(connection, "host-1")).isFalse();
            ControlFixture.execute(fixture.urls.initial(), "UPDATE migrating_host SET lease_until = now()");
            assertThat(plane.hosts().evict(connection, "host-1")).isTrue();
            assertThat(plane.hosts().evict(connection, "host-1")).isFalse();
        }
        assertThat(hosts()).isEmpty();
        host.refresh();
        assertThat(hosts()).hasSize(1);
    }

    @Test
    void anotherPlanAndARecordThatWentBackAreRefused() throws SQLException {
        host.view();
        String plan = fixture.record().planHash();
        ControlFixture.execute(fixture.urls.initial(), "UPDATE migrating_migration SET plan_hash = 'other'");
        assertThatThrownBy(host::refresh).hasMessageContaining("has plan " + plan);
        assertThatThrownBy(host::view)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08004"));
        ControlFixture.execute(fixture.urls.initial(), "UPDATE migrating_migration SET plan_hash = '" + plan + "'");
        assertThat(host.view().phase()).isEqualTo(STABLE);

        ControlFixture.execute(fixture.urls.initial(), "UPDATE migrating_migration SET epoch = 0");
        assertThatThrownBy(host::refresh).hasMessageContaining("went back from epoch 1 to 0");
    }

    @Test
    void aMissingRecordSaysWhatToDo() throws SQLException {
        ControlFixture.execute(fixture.urls.initial(), "DELETE FROM migrating_migration");
        assertThatThrownBy(host::view).hasMessageContaining("migrating init");
    }

    @Test
    void aHostCompletesTheTransitionOfADeadParticipantWhenItMeetsTheClosedFence() throws SQLException {
        fixture.walk(PRE_MIGRATION);
        dieAfter(Step.FENCE_SET);
        assertThat(host.finishPending().phase()).isEqualTo(MIGRATION);
        assertThat(fixture.record().phase()).isEqualTo(MIGRATION);
        assertThat(host.finishPending().phase()).isEqualTo(MIGRATION);
    }

    @Test
    void thePollLoopCompletesATransitionThatStaysPending() throws SQLException {
        fixture.walk(PRE_MIGRATION);
        dieAfter(Step.BEGUN);
        for (int polls = 0; polls < 3; polls++) {
            host.poll();
            assertThat(fixture.record().phase()).isEqualTo(PRE_MIGRATION);
        }
        host.poll();
        assertThat(fixture.record().phase()).isEqualTo(MIGRATION);
        assertThat(host.view().phase()).isEqualTo(MIGRATION);
    }

    @Test
    void twoHostsMayCompleteTheSameTransition() throws Exception {
        fixture.walk(PRE_MIGRATION);
        dieAfter(Step.GUARDED);
        Host other = host("host-2");
        List<CompletableFuture<MigrationView>> both = new ArrayList<>();
        for (Host one : List.of(host, other)) {
            both.add(CompletableFuture.supplyAsync(() -> {
                try {
                    return one.finishPending();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        for (CompletableFuture<MigrationView> one : both) {
            assertThat(one.get().epoch()).isEqualTo(3);
        }
    }

    @Test
    void afterCompletionAHostNeedsTheTargetAlone() throws SQLException {
        host.view();
        fixture.walk(PRE_MIGRATION, MIGRATION, POST_MIGRATION, COMPLETED);
        host.poll();
        assertThat(ControlFixture.text(fixture.urls.initial(), "SELECT count(*) FROM migrating_host"))
                .isEqualTo("0");
        assertThat(ControlFixture.text(fixture.urls.target(), "SELECT acknowledged_epoch FROM migrating_host"))
                .isEqualTo("5");

        metadataDown.set(true);
        assertThat(host.refresh().phase()).isEqualTo(COMPLETED);
        assertThat(host("new-one").view().phase()).isEqualTo(COMPLETED);
        assertThat(new RecordLocator(plane).locate())
                .hasValueSatisfying(
                        located -> assertThat(located.view().phase()).isEqualTo(COMPLETED));
        host.close();
    }

    @Test
    void aHostThatSleptThroughTheWholeMigrationFindsTheTargetsRecord() throws SQLException {
        host.view();
        fixture.walk(PRE_MIGRATION, MIGRATION, POST_MIGRATION, COMPLETED);
        metadataDown.set(true);
        nanos.addAndGet(LEASE.toNanos());
        assertThat(host.view().phase()).isEqualTo(COMPLETED);
    }

    @Test
    void aRunningHostWorksOnUntilANewPlanLeavesStable() throws SQLException {
        fixture.walk(PRE_MIGRATION, MIGRATION, POST_MIGRATION, COMPLETED);
        MigrationView completed = host.view();
        host.poll();
        PerRole<String> back = new PerRole<>(fixture.urls.target(), fixture.urls.initial());
        ControlPlane next = ControlFixture.plane(ControlFixture.plan("pg2", "pg1"), back);
        MigrationView stable = new Initialization(next).run();
        host.poll();
        assertThat(host.refresh()).isEqualTo(completed);
        assertThat(ControlFixture.text(fixture.urls.target(), "SELECT acknowledged_epoch FROM migrating_host"))
                .isEqualTo(String.valueOf(completed.epoch()));
        try (Connection connection = next.metadata().open()) {
            next.record().begin(connection, stable, PRE_MIGRATION);
        }
        assertThatThrownBy(host::refresh)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08004"));
    }

    @Test
    void aHostOfTheLastMigrationDoesNotTakeItsRecordForTheLatest() throws SQLException {
        fixture.walk(PRE_MIGRATION, MIGRATION, POST_MIGRATION, COMPLETED);
        PerRole<String> onwards = new PerRole<>(fixture.urls.target(), TestPostgres.newDatabase());
        new Initialization(ControlFixture.plane(ControlFixture.plan("pg2", "pg3"), onwards)).run();
        assertThatThrownBy(host::view)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08004"));
    }

    @Test
    void theTargetsRecordIsTrustedOnlyIfItSaysCompletedOrIsLater() throws SQLException {
        MigrationView stable = host.view();
        metadataDown.set(true);
        try (Connection target = DriverManager.getConnection(fixture.urls.target())) {
            plane.recordWriter().copy(target, stable, "a copy that was never completed");
        }
        assertThatThrownBy(host("new-one")::view)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"));
        assertThatThrownBy(() -> new RecordLocator(plane).locate()).hasMessageContaining("no record to trust");
        nanos.addAndGet(LEASE.toNanos());
        assertUnreachable();
        ControlFixture.execute(
                fixture.urls.target(), "UPDATE migrating_migration SET epoch = 7, phase = 'POST_MIGRATION'");
        assertThat(host.view().epoch()).isEqualTo(7);
    }

    @Test
    void noRecordAnywhereIsNotAnError() throws SQLException {
        ControlFixture.execute(fixture.urls.initial(), "DROP TABLE migrating_migration");
        ControlFixture.execute(fixture.urls.target(), "DROP TABLE migrating_migration");
        assertThat(new RecordLocator(plane).locate()).isEmpty();
    }

    @Test
    void theGenerationTellsAHostThatSleptFromPreMigrationToPreRollback() throws SQLException {
        fixture.walk(PRE_MIGRATION);
        MigrationView slept = host.refresh();
        fixture.walk(MIGRATION, POST_MIGRATION, PRE_ROLLBACK);
        try (Connection launcher = DriverManager.getConnection(fixture.urls.initial())) {
            launcher.setAutoCommit(false);
            assertThatThrownBy(() -> plane.dialect()
                            .fenceAndCommit(launcher, "public", "orders", slept.expectedFence(slept.accepting())))
                    .hasMessageContaining("migrating-fence-lost");
        }
    }

    @Test
    void aRunningHostAcknowledgesByItself() throws Exception {
        try (Host running = Host.start(
                fixture.plane,
                HostIdentity.ofThisProcess("shop", "1"),
                new HostSettings(Duration.ofMillis(20), LEASE, 3),
                fixture.transition::resume)) {
            running.view();
            fixture.walk(PRE_MIGRATION);
            while (acknowledged() < 2) {
                assertThat(Thread.currentThread().isInterrupted())
                        .as("timed out")
                        .isFalse();
            }
        }
        assertThat(hosts()).isEmpty();
    }

    @Test
    void closingTheLastOldTicketAcknowledgesWithoutWaitingForTheNextPoll() throws Exception {
        try (Host running = Host.start(
                fixture.plane,
                HostIdentity.ofThisProcess("shop", "1"),
                new HostSettings(Duration.ofDays(1), LEASE, 3),
                fixture.transition::resume)) {
            Ticket old = running.launch();
            fixture.walk(PRE_MIGRATION);
            running.refresh();
            old.close();
            while (acknowledged() < 2) {
                assertThat(Thread.currentThread().isInterrupted())
                        .as("timed out")
                        .isFalse();
            }
        }
    }

    @Test
    void manyThreadsShareOneRead() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch proceed = new CountDownLatch(1);
        SharedCall shared = new SharedCall(() -> {
            assertThat(running.incrementAndGet()).isEqualTo(1);
            calls.incrementAndGet();
            first.countDown();
            await(proceed);
            running.decrementAndGet();
        });
        CompletableFuture<Void> leader = async(shared::join);
        await(first);
        List<CompletableFuture<Void>> others = new ArrayList<>();
        List<Thread> waiting = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            others.add(async(
                    i % 2 == 0
                            ? () -> {
                                waitingThread(waiting);
                                shared.join();
                            }
                            : () -> {
                                waitingThread(waiting);
                                shared.fresh();
                            }));
        }
        while (!allBlocked(waiting, 4)) {
            assertThat(Thread.currentThread().isInterrupted()).as("timed out").isFalse();
        }
        proceed.countDown();
        leader.get();
        for (CompletableFuture<Void> other : others) {
            other.get();
        }
        assertThat(calls)
                .as("the one that ran already, and a fresh one for those that asked for it")
                .hasValue(2);
    }

    private static void waitingThread(List<Thread> waiting) {
        synchronized (waiting) {
            waiting.add(Thread.currentThread());
        }
    }

    private static boolean allBlocked(List<Thread> waiting, int expected) {
        synchronized (waiting) {
            return waiting.size() == expected
                    && waiting.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING);
        }
    }

    private static CompletableFuture<Void> async(SharedCall.Call call) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                call.run();
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void dieAfter(Step last) throws SQLException {
        MigrationView from = fixture.record();
        Transition dying = fixture.transition(step -> {
            if (step == last) {
                throw new IllegalStateException("dead");
            }
        });
        assertThatThrownBy(() -> dying.run(from, MIGRATION)).hasMessage("dead");
    }

    private void assertUnreachable() {
        assertThatThrownBy(host::view)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"));
        assertThatThrownBy(host::launch).isInstanceOf(SQLException.class);
    }

    private Host host(String id) {
        return new Host(
                plane,
                new HostIdentity(id, "here", "shop", "1"),
                SETTINGS,
                fixture.transition::resume,
                nanos::get,
                Runnable::run);
    }

    private ControlPlane planeThatMayBeDown() {
        ConnectionSource metadata = () -> {
            if (metadataDown.get()) {
                throw new SQLException("The server is gone", "08001");
            }
            metadataOpened.incrementAndGet();
            return fixture.plane.metadata().open();
        };
        return new ControlPlane(
                fixture.plane.dialect(),
                "public",
                fixture.plane.plan(),
                metadata,
                new PerRole<>(metadata, fixture.plane.stores().target()));
    }

    private List<HostInfo> hosts() throws SQLException {
        try (Connection connection = fixture.plane.metadata().open()) {
            return plane.hosts().list(connection);
        }
    }

    private long acknowledged() throws SQLException {
        return hosts().get(0).acknowledgedEpoch();
    }
}
