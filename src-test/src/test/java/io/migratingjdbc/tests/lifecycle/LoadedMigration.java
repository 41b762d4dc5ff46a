package io.migratingjdbc.tests.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.admin.Main;
import io.migratingjdbc.internal.control.TransitionListener;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.tests.harness.ChildProcess;
import io.migratingjdbc.tests.harness.Cli;
import io.migratingjdbc.tests.harness.Database;
import io.migratingjdbc.tests.harness.EmbeddedStores;
import io.migratingjdbc.tests.harness.PlanWriter;
import io.migratingjdbc.tests.lifecycle.Itinerary.Move;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A migration between two servers that a test kills, with an application at work. */
final class LoadedMigration {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int TRIES = 20;

    final Database initial;
    final Database target;
    private final EmbeddedStores stores;
    private final Path plan;
    private final Path directory;

    private LoadedMigration(EmbeddedStores stores, Database initial, Database target, Path plan, Path directory) {
        this.stores = stores;
        this.initial = initial;
        this.target = target;
        this.plan = plan;
        this.directory = directory;
    }

    /** Initialized, with rows to copy. */
    static LoadedMigration create(EmbeddedStores stores, Path directory, int rows) throws SQLException, IOException {
        LoadedMigration migration = withRows(stores, directory, rows);
        migration.target.execute(LoadStatements.SCHEMA);
        migration.mustRun("init");
        return migration;
    }

    /** The same, in which copy makes an index and a foreign key of a copied table. */
    static LoadedMigration createByCommand(EmbeddedStores stores, Path directory, int rows)
            throws SQLException, IOException {
        LoadedMigration migration = withRows(stores, directory, rows);
        migration.initial.execute(LoadStatements.DEFERRED, "UPDATE entries SET definition = 'seed' || (1 + id % 100)");
        migration.mustRun("schema", "create");
        migration.mustRun("init");
        return migration;
    }

    private static LoadedMigration withRows(EmbeddedStores stores, Path directory, int rows)
            throws SQLException, IOException {
        Database initial = stores.get(0).newDatabase();
        Database target = stores.get(1).newDatabase();
        initial.execute(
                LoadStatements.SCHEMA,
                "INSERT INTO entries (token) SELECT 'seed' || n FROM generate_series(1, " + rows + ") n",
                "INSERT INTO definitions SELECT 'seed' || n, 'x' FROM generate_series(1, 100) n");
        Path plan = PlanWriter.named("life")
                .initial("a", initial)
                .target("b", target)
                .immutable("definitions")
                .immutable("entries")
                .keyed("instances", "business_key", "id", "prefix")
                .transients("tasks", "instance_id")
                .set("poll-interval", "100ms")
                .set("lease", "3s")
                .write(directory.resolve(initial.name() + ".properties"));
        return new LoadedMigration(stores, initial, target, plan, directory);
    }

    LoadFleet startLoad() {
        return LoadFleet.start(initial.migratingUrl(plan), directory);
    }

    Phase phase() throws SQLException {
        return Phase.valueOf(
                initial.strings("SELECT phase FROM migrating_migration").get(0));
    }

    /** Gives the command, and gives it again until the migration is where it leads. */
    void move(Move move) throws SQLException {
        boolean changes = !List.of("copy", "verify").contains(move.command()[0]);
        for (int i = 1; !(changes && phase() == move.to()); i++) {
            Outcome outcome = run(move.command());
            assertThat(outcome.exitCode()).as(outcome.text()).isIn(Cli.DONE, Cli.NOT_YET);
            if (outcome.exitCode() == Cli.DONE) {
                return;
            }
            assertThat(i).as(outcome.text()).isLessThan(TRIES);
        }
    }

    /**
     * Gives the command in a process of its own, and kills the victim as soon as the command has printed so many lines; or when it has
     * ended before.
     */
    void moveWhileKilling(Victim victim, int lines, Move move) throws InterruptedException, IOException {
        List<String> arguments = new ArrayList<>(List.of(move.command()));
        arguments.addAll(List.of("--plan", plan.toString()));
        AtomicInteger printed = new AtomicInteger();
        try (ChildProcess cli = ChildProcess.start(Cli.MAIN_CLASS, arguments.toArray(String[]::new))) {
            try {
                cli.awaitLine(line -> printed.incrementAndGet() >= lines, PATIENCE);
            } catch (IllegalStateException fewerLines) {
                cli.exitCode(PATIENCE);
            }
            if (victim == Victim.CLI) {
                cli.kill();
                return;
            }
            killAndRestart(victim);
            int exitCode = cli.exitCode(PATIENCE);
            if (exitCode == Cli.FAILED) {
                assertThat(cli.output()).as("says what to do").anyMatch(line -> line.contains("run it again"));
            }
        }
    }

    void killAndRestart(Victim victim) throws IOException {
        for (int server : victim.servers()) {
            stores.get(server).kill();
        }
        for (int server : victim.servers()) {
            stores.get(server).start();
        }
    }

    void mustRun(String... command) {
        Outcome outcome = run(command);
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
    }

    record Outcome(int exitCode, String text) {}

    Outcome run(String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--plan", plan.toString()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        int exitCode = new Main(TransitionListener.NONE).execute(arguments.toArray(String[]::new), out, out);
        return new Outcome(exitCode, bytes.toString(StandardCharsets.UTF_8));
    }
}
