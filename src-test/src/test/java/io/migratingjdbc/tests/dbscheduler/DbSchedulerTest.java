package io.migratingjdbc.tests.dbscheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.tests.harness.ChildProcess;
import io.migratingjdbc.tests.harness.Cli;
import io.migratingjdbc.tests.harness.Database;
import io.migratingjdbc.tests.harness.EmbeddedStores;
import io.migratingjdbc.tests.harness.PlanWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * db-scheduler, unchanged but for its URL, in two processes: every task that was accepted is executed once, an existing
 * one is refused, nothing is left behind. The same must hold on one database without a migration, which is tested first.
 */
class DbSchedulerTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int SOME = 60;

    @TempDir
    private Path directory;

    private final SchedulerRecord record = new SchedulerRecord();
    private Database initial;
    private Database target;

    @BeforeEach
    void createTables() throws Exception {
        initial = EmbeddedStores.shared().get(0).newDatabase();
        target = EmbeddedStores.shared().get(1).newDatabase();
        initial.execute(schema());
        target.execute(schema());
    }

    @Test
    void onOneDatabase() throws Exception {
        try (ChildProcess one = host("one", initial.url());
                ChildProcess two = host("two", initial.url())) {
            record.awaitWork(SOME);
            renew(one);
            record.awaitWork(SOME);
            stop(one, two);
        }
        assertSound();
    }

    @Test
    void throughAMigration() throws Exception {
        Path plan = plan();
        Cli cli = new Cli(plan);
        cli.mustRun("init");
        try (ChildProcess one = host("one", initial.migratingUrl(plan));
                ChildProcess two = host("two", initial.migratingUrl(plan))) {
            record.awaitWork(SOME);
            cli.mustRun("preflight");
            step(cli, "start");
            step(cli, "advance", "--wait");
            renew(two);
            step(cli, "advance", "--wait");
            step(cli, "finish", "--wait");
            stop(one, two);
        }
        assertSound();
    }

    @Test
    void throughARollback() throws Exception {
        Path plan = plan();
        Cli cli = new Cli(plan);
        cli.mustRun("init");
        try (ChildProcess one = host("one", initial.migratingUrl(plan));
                ChildProcess two = host("two", initial.migratingUrl(plan))) {
            record.awaitWork(SOME);
            step(cli, "start");
            step(cli, "advance", "--wait");
            renew(one);
            step(cli, "advance", "--wait");
            step(cli, "rollback");
            step(cli, "advance", "--wait");
            renew(two);
            step(cli, "advance", "--wait");
            step(cli, "finish", "--wait");
            stop(one, two);
        }
        assertSound();
    }

    private void step(Cli cli, String... command) throws InterruptedException {
        cli.runUntilDone(LONG, command);
        record.awaitWork(SOME);
    }

    /** A recurring task is an entity without an end: it moves when it is cancelled and scheduled again. */
    private static void renew(ChildProcess host) {
        host.send("RENEW");
        host.awaitLine("RENEWED"::equals, LONG);
    }

    private void stop(ChildProcess one, ChildProcess two) throws InterruptedException {
        for (ChildProcess host : List.of(one, two)) {
            host.send("QUIET");
            host.awaitLine("QUIETED"::equals, LONG);
        }
        record.awaitAllExecuted();
        one.send("END");
        one.awaitLine("ENDED"::equals, LONG);
        for (ChildProcess host : List.of(one, two)) {
            host.send("STOP");
            assertThat(host.exitCode(LONG)).isZero();
        }
    }

    private void assertSound() throws Exception {
        assertThat(record.surprises()).isEmpty();
        assertThat(record.executed()).isEqualTo(record.scheduled());
        assertThat(record.refused()).isPositive();
        assertThat(initial.strings("SELECT task_instance FROM scheduled_tasks")).isEmpty();
        assertThat(target.strings("SELECT task_instance FROM scheduled_tasks")).isEmpty();
    }

    private ChildProcess host(String name, String url) {
        long seed = name.hashCode();
        ChildProcess host =
                ChildProcess.start(DbSchedulerHost.class.getName(), record::heard, url, name, Long.toString(seed));
        host.awaitLine("READY"::equals, LONG);
        return host;
    }

    private Path plan() throws IOException {
        return PlanWriter.named("scheduler")
                .initial("pg1", initial)
                .target("pg2", target)
                .keyed("scheduled_tasks", "task_name,task_instance", null, "lookup")
                .write(directory.resolve("plan.properties"));
    }

    private static String[] schema() throws IOException {
        try (var script = DbSchedulerTest.class.getResourceAsStream("/db-scheduler-postgresql.sql")) {
            return Stream.of(new String(script.readAllBytes(), StandardCharsets.UTF_8).split(";"))
                    .filter(statement -> !statement.isBlank())
                    .toArray(String[]::new);
        }
    }
}
