package io.migratingjdbc.tests.bench;

import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.tests.harness.ChildProcess;
import io.migratingjdbc.tests.harness.Cli;
import io.migratingjdbc.tests.harness.Database;
import io.migratingjdbc.tests.harness.DeletedTree;
import io.migratingjdbc.tests.harness.EmbeddedStores;
import io.migratingjdbc.tests.harness.PlanWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Copies one table by hand and with the commands, between two servers that are set up as real ones are. What is measured is the same work:
 * the same rows into the same table with its primary key, from a checkpoint on.
 */
final class DataBench {
    private static final String TABLE = "CREATE TABLE events (id bigint PRIMARY KEY, kind text NOT NULL,"
            + " amount numeric(12, 2) NOT NULL, at timestamptz NOT NULL, reference uuid NOT NULL, note text)";
    private static final String ROWS = "INSERT INTO events SELECT i, 'kind ' || i %% 100, i * 1.5,"
            + " timestamptz '2026-01-01' + i * interval '1 second', gen_random_uuid(), repeat(md5(i::text), 4)"
            + " FROM generate_series(1, %d) i";
    private static final Duration PATIENCE = Duration.ofHours(2);

    private static final Duration TURN = Duration.ofSeconds(10);
    /** A copy that is paused ends the chunks that it is at. */
    private static final Duration SETTLING = Duration.ofSeconds(2);

    private static final String UNMEASURED = "unmeasured";
    private static final String QUIET = "quiet";
    private static final String COPYING = "copying";

    private final int rows;
    private final int parallel;
    private final Duration measured;
    private final Text live;

    /** @param measured how long the application's times are taken beside the copy, in whole turns, and about as long without it */
    DataBench(int rows, int parallel, Duration measured, Text live) {
        this.rows = rows;
        this.parallel = parallel;
        this.measured = measured;
        this.live = live;
    }

    DataFigures run() throws IOException, SQLException, InterruptedException, ExecutionException {
        Path directory = Files.createTempDirectory("migrating-bench");
        try (EmbeddedStores servers = EmbeddedStores.startDurable(2)) {
            return run(servers.get(0).newDatabase(), servers.get(1).newDatabase(), directory);
        } finally {
            DeletedTree.delete(directory);
        }
    }

    private DataFigures run(Database initial, Database target, Path directory)
            throws IOException, SQLException, InterruptedException, ExecutionException {
        live.line("filling a table with " + rows + " rows");
        initial.execute(TABLE, ROWS.formatted(rows), "VACUUM ANALYZE events");
        target.execute(TABLE);
        for (Database store : List.of(initial, target)) {
            store.execute(AppLoad.TABLE);
        }
        double raw = raw(initial, target, "");
        double binary = raw(initial, target, " (FORMAT binary)");
        Path plan = PlanWriter.named("bench")
                .initial("pg1", initial)
                .target("pg2", target)
                .immutable("events")
                .keyed("orders", "number", "id", "prefix")
                .write(directory.resolve("plan.properties"));
        Cli cli = new Cli(plan, line -> {}, PATIENCE);
        cli.mustRun("init");
        cli.mustRun("start");
        emptyTarget(target);
        Run copy = measured(cli, "copy");
        Run verify = measured(cli, "verify");
        P99 p99 = p99(cli, initial.migratingUrl(plan), initial, target);
        return new DataFigures(
                rows,
                parallel,
                raw,
                binary,
                copy.seconds(),
                verify.seconds(),
                raw / copy.seconds(),
                copy.seconds() / verify.seconds(),
                p99.quietMillis(),
                p99.copyingMillis(),
                p99.copyingMillis() / p99.quietMillis(),
                p99.rowsPerSecond(),
                Math.max(copy.peakMb(), verify.peakMb()));
    }

    private double raw(Database initial, Database target, String format)
            throws SQLException, InterruptedException, ExecutionException {
        emptyTarget(target);
        long start = System.nanoTime();
        new RawCopy(initial, target, format).run("events", rows, parallel);
        return told("COPY | COPY" + format, (System.nanoTime() - start) / 1e9);
    }

    private static void emptyTarget(Database target) throws SQLException {
        target.execute("TRUNCATE events", "CHECKPOINT");
    }

    private record Run(double seconds, long peakMb) {}

    /** The time is the command's own, without the start of its process. */
    private Run measured(Cli cli, String command) throws InterruptedException {
        try (ChildProcess process = cli.start(command, "--parallel", String.valueOf(parallel), "--json");
                PeakMemory memory = new PeakMemory(process.pid())) {
            int exitCode = process.exitCode(PATIENCE);
            String output = String.join("\n", process.output());
            Matcher seconds =
                    Pattern.compile("\"seconds\"\\s*:\\s*([0-9.eE-]+)").matcher(output);
            if (exitCode != Cli.DONE || !seconds.find()) {
                throw new IllegalStateException(command + " ended with exit code " + exitCode + ":\n" + output);
            }
            return new Run(told("migrating " + command, Double.parseDouble(seconds.group(1))), memory.megabytes());
        }
    }

    private record P99(double quietMillis, double copyingMillis, double rowsPerSecond) {}

    /**
     * The same rows once more, by a copy at its default pace that has an application beside it. Since disks have moods, moments with the copy
     * and without take turns.
     */
    private P99 p99(Cli cli, String url, Database initial, Database target) throws SQLException, InterruptedException {
        cli.mustRun("rollback");
        cli.mustRun("start");
        emptyTarget(target);
        try (ChildProcess app = ChildProcess.start(AppLoad.class.getName(), url)) {
            app.awaitLine(AppLoad.WORKING::equals, PATIENCE);
            quietTurn(app, initial, target);
            P99 p99;
            try (ChildProcess copy = cli.start("copy", "--parallel", String.valueOf(parallel))) {
                copy.awaitLine(line -> line.contains("copying"), PATIENCE);
                p99 = turns(cli, app, copy, initial, target);
            }
            live.line(String.format(Locale.ROOT, "%-28s %8.2f ms", "an application's p99", p99.quietMillis()));
            live.line(String.format(
                    Locale.ROOT,
                    "%-28s %8.2f ms, %.0f rows/s",
                    "and beside the copy",
                    p99.copyingMillis(),
                    p99.rowsPerSecond()));
            return p99;
        }
    }

    private P99 turns(Cli cli, ChildProcess app, ChildProcess copy, Database initial, Database target)
            throws SQLException, InterruptedException {
        double seconds = 0;
        for (Duration done = TURN; true; done = done.plus(TURN)) {
            ranUnder(app, UNMEASURED);
            long start = System.nanoTime();
            boolean copied = copy.ended(TURN);
            seconds += (System.nanoTime() - start) / 1e9;
            ranUnder(app, COPYING);
            if (copied && copy.exitCode(PATIENCE) != Cli.DONE) {
                throw new IllegalStateException("copy failed:\n" + String.join("\n", copy.output()));
            }
            if (copied || done.compareTo(measured) >= 0) {
                break;
            }
            cli.mustRun("pace", "--pause");
            quietTurn(app, initial, target);
            cli.mustRun("pace", "--resume");
        }
        double rows = target.number("SELECT count(*) FROM events");
        ranUnder(app, UNMEASURED);
        return new P99(p99(app, QUIET), p99(app, COPYING), rows / seconds);
    }

    private static void quietTurn(ChildProcess app, Database initial, Database target)
            throws SQLException, InterruptedException {
        let(SETTLING);
        // What the turn before has left to be written is none of this one's.
        initial.execute("CHECKPOINT");
        target.execute("CHECKPOINT");
        let(SETTLING);
        ranUnder(app, UNMEASURED);
        let(TURN);
        ranUnder(app, QUIET);
    }

    private static void let(Duration time) throws InterruptedException {
        new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static double p99(ChildProcess app, String condition) {
        String answer = ranUnder(app, condition);
        if (!answer.startsWith(AppLoad.P99)) {
            throw new IllegalStateException(answer);
        }
        return Double.parseDouble(answer.substring(AppLoad.P99.length()));
    }

    /** Counts the statements since the last call to a condition. */
    private static String ranUnder(ChildProcess app, String condition) {
        int before = app.output().size();
        app.send(condition);
        app.awaitLine(line -> app.output().size() > before, PATIENCE);
        return app.output().get(before);
    }

    private double told(String what, double seconds) {
        live.line(String.format(Locale.ROOT, "%-28s %8.2f s, %.0f rows/s", what, seconds, rows / seconds));
        return seconds;
    }
}
