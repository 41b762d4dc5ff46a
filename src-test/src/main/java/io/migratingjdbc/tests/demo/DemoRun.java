package io.migratingjdbc.tests.demo;

import io.migratingjdbc.tests.harness.Cli;
import io.migratingjdbc.tests.harness.Database;
import io.migratingjdbc.tests.harness.EmbeddedStores;
import io.migratingjdbc.tests.harness.PlanWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The demo from the first server to the verdict. */
final class DemoRun {
    private final DemoSettings settings;
    private final Terminal terminal;
    private final Path directory;
    private final Cleanup cleanup;

    /** @param directory for the plan and the logs of the hosts */
    DemoRun(DemoSettings settings, Terminal terminal, Path directory, Cleanup cleanup) {
        this.settings = settings;
        this.terminal = terminal;
        this.directory = directory;
        this.cleanup = cleanup;
    }

    Findings run() throws IOException, SQLException, InterruptedException {
        terminal.headline("Starting two embedded PostgreSQL servers (seed " + settings.seed() + ")");
        EmbeddedStores stores = cleanup.add(EmbeddedStores.startDurable(2));
        Database initial = stores.get(0).newDatabase("workflow");
        Database target = stores.get(1).newDatabase("workflow");
        WorkflowSchema.create(initial);
        Documents.insert(initial);
        SeededWork seeded = SeededWork.insert(initial, directory.resolve("seed.log"));
        History.insert(initial);
        Path plan = WorkflowSchema.classify(
                        PlanWriter.named("demo").initial("pg1", initial).target("pg2", target))
                .write(directory.resolve("plan.properties"));
        Cli cli = new Cli(plan, terminal::quote, Duration.ofMinutes(2));
        for (String command : List.of("schema create", "init")) {
            terminal.headline("$ migrating " + command);
            cli.mustRun(command.split(" "));
        }

        terminal.headline("Starting " + settings.hosts() + " host processes of the workflow service");
        HostFleet fleet = cleanup.add(new HostFleet(hosts(initial.migratingUrl(plan)), terminal::complain));
        fleet.start();
        seeded.handOver(fleet);
        List<String> failures = new ArrayList<>();
        long bothUntil = 0;
        LiveLine line = LiveLine.start(fleet, new PhaseReader(List.of(initial, target)), terminal);
        try {
            bothUntil = new MigrationWalk(cli, terminal, settings.total()).run(settings.rollback());
        } catch (IllegalStateException e) {
            failures.add(e.getMessage().lines().findFirst().orElse(""));
        } finally {
            line.close();
        }
        failures.addAll(fleet.stop());
        return check(initial, target, fleet, seeded, bothUntil, failures);
    }

    private Findings check(
            Database initial,
            Database target,
            HostFleet fleet,
            SeededWork seeded,
            long bothUntil,
            List<String> failures)
            throws IOException, SQLException {
        List<Path> logs = new ArrayList<>(fleet.logs());
        logs.add(seeded.log());
        WorkHistory history = WorkHistory.read(logs);
        history.errors().addAll(failures);
        StoredRows inInitial = StoredRows.read("pg1", initial);
        StoredRows inTarget = StoredRows.read("pg2", target);
        Findings findings = settings.rollback()
                ? new Checker(history, inInitial, inTarget, bothUntil).check()
                : new Checker(history, inTarget, inInitial, bothUntil).check();
        Documents.check(initial, target, findings);
        History.check(settings.rollback() ? initial : target, findings);
        return findings;
    }

    private List<HostSettings> hosts(String url) {
        return IntStream.rangeClosed(1, settings.hosts())
                .mapToObj(number -> new HostSettings(
                        url,
                        number,
                        DemoSettings.WORKERS,
                        settings.sharedKeys(),
                        settings.maxLife(),
                        settings.seed(),
                        directory.resolve("host" + number + ".log")))
                .toList();
    }
}
