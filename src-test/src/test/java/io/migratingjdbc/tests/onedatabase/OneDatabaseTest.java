package io.migratingjdbc.tests.onedatabase;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Equality with one database: the same random workload on one plain database and, through the driver, on a pair between which a migration
 * goes on. Every answer must be the same, or the statement be refused.
 */
class OneDatabaseTest {
    private static final long FIRST = Long.getLong("onedatabase.first", 1);
    private static final int SEEDS = Integer.getInteger("onedatabase.seeds", 200);
    private static final int STATEMENTS = Integer.getInteger("onedatabase.statements", 500);
    private static final int THREADS = 2;
    /** After so many statements each feature must have been met. */
    private static final long ALL_FEATURES = 50_000;

    private static final double MOST_REFUSED = 0.03;

    @Test
    void everyAnswerIsThatOfOneDatabase() throws Exception {
        Templates templates = Templates.create();
        Tally tally = new Tally();
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        AtomicLong next = new AtomicLong(FIRST);
        long start = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        for (int i = 0; i < THREADS; i++) {
            threads.execute(() -> {
                for (long seed = next.getAndIncrement(); seed < FIRST + SEEDS; seed = next.getAndIncrement()) {
                    run(templates, seed, tally, failures);
                }
            });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(1, TimeUnit.DAYS)).isTrue();
        System.out.printf(
                "%d seeds in %d s: %s",
                SEEDS, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start), tally.report());
        assertThat(List.copyOf(failures)).isEmpty();
        assertThat(tally.refusedShare()).isLessThan(MOST_REFUSED);
        if ((long) SEEDS * STATEMENTS >= ALL_FEATURES) {
            assertThat(tally.unanswered())
                    .as("what must be answered in two-store phases")
                    .isEmpty();
        }
    }

    private static void run(Templates templates, long seed, Tally tally, Queue<Throwable> failures) {
        try (SeedRun run = new SeedRun(templates, seed, STATEMENTS, tally)) {
            run.run();
        } catch (Mismatch mismatch) {
            System.out.println(mismatch.getMessage());
            failures.add(mismatch);
        } catch (SQLException | RuntimeException e) {
            failures.add(new Mismatch("Seed " + seed + " ended: " + command(seed, STATEMENTS), e));
        }
    }

    static String command(long seed, int statements) {
        return "./mvnw -pl src-test -am test -Dtest=OneDatabaseTest -Dsurefire.failIfNoSpecifiedTests=false"
                + " -Donedatabase.first=" + seed + " -Donedatabase.seeds=1 -Donedatabase.statements=" + statements;
    }
}
