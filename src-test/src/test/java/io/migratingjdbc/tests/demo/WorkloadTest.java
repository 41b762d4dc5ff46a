package io.migratingjdbc.tests.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.tests.harness.Database;
import io.migratingjdbc.tests.harness.EmbeddedStores;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service of the demo over the plain driver: what it and its checker call an error must not be one there. */
class WorkloadTest {
    private static final int LAUNCHES = 500;

    @TempDir
    private Path directory;

    @Test
    void seesNoErrorOnOneDatabase() throws Exception {
        Database database = EmbeddedStores.shared().get(0).newDatabase();
        Database unused = EmbeddedStores.shared().get(1).newDatabase();
        WorkflowSchema.create(database);
        WorkflowSchema.create(unused);
        database.execute("ALTER TABLE instances ALTER COLUMN id SET DEFAULT gen_random_uuid()::text");
        SeededWork seeded = SeededWork.insert(database, directory.resolve("seed.log"));
        History.insert(database);

        List<String> complaints = new ArrayList<>();
        LinkedBlockingQueue<String> said = new LinkedBlockingQueue<>();
        List<HostSettings> hosts = IntStream.rangeClosed(1, 2)
                .mapToObj(number -> new HostSettings(
                        database.url(), number, 2, 20, Duration.ofSeconds(1), 7, directory.resolve(number + ".log")))
                .toList();
        try (HostFleet fleet = new HostFleet(hosts, said::add)) {
            fleet.start();
            seeded.handOver(fleet);
            awaitLaunches(fleet);
            complaints.addAll(fleet.stop());
        }
        said.drainTo(complaints);
        List<Path> logs = new ArrayList<>(hosts.stream().map(HostSettings::log).toList());
        logs.add(seeded.log());
        Findings findings = new Checker(
                        WorkHistory.read(logs), StoredRows.read("pg1", database), StoredRows.read("pg2", unused), 0)
                .check();
        History.check(database, findings);

        assertThat(complaints).isEmpty();
        assertThat(findings.details()).isEmpty();
        assertThat(findings.summary()).contains("application errors 0, lost 0, duplicated 0, unresolved 0");
    }

    private static void awaitLaunches(HostFleet fleet) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        for (long launches = 0;
                launches < LAUNCHES;
                launches += fleet.take().launches().count()) {
            never.await(100, TimeUnit.MILLISECONDS);
        }
    }
}
