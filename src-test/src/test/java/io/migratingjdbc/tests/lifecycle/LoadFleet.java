package io.migratingjdbc.tests.lifecycle;

import io.migratingjdbc.tests.harness.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The host processes of the application. */
final class LoadFleet implements AutoCloseable {
    private static final int HOSTS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final List<ChildProcess> hosts = new ArrayList<>();
    private final List<Path> journals = new ArrayList<>();
    private int questions;

    /** Returns when all hosts write. */
    static LoadFleet start(String url, Path directory) {
        LoadFleet fleet = new LoadFleet();
        for (int i = 1; i <= HOSTS; i++) {
            Path journal = directory.resolve("h" + i + ".journal");
            fleet.journals.add(journal);
            fleet.hosts.add(
                    ChildProcess.startNice(LoadHost.class.getName(), line -> {}, url, "h" + i, journal.toString()));
        }
        fleet.awaitMore();
        return fleet;
    }

    /** Returns when every host has done some more, whatever became of it. */
    void awaitMore() {
        String question = "more " + ++questions;
        hosts.forEach(host -> host.send(question));
        hosts.forEach(host -> host.awaitLine(question::equals, PATIENCE));
    }

    /** Stops all hosts in good order; each ends what it has begun, and finds out what became of it. */
    List<Deed> stop() throws InterruptedException, IOException {
        hosts.forEach(host -> host.send("STOP"));
        List<Deed> deeds = new ArrayList<>();
        for (int i = 0; i < hosts.size(); i++) {
            hosts.get(i).awaitLine("STOPPED"::equals, PATIENCE);
            hosts.get(i).exitCode(PATIENCE);
            for (String line : Files.readAllLines(journals.get(i))) {
                deeds.add(Deed.parse(line));
            }
        }
        return deeds;
    }

    /** What the hosts printed: the driver's log. */
    List<String> output() {
        return hosts.stream().flatMap(host -> host.output().stream()).toList();
    }

    /** What the driver logged: warnings and errors. */
    List<String> complaints() {
        return output().stream()
                .filter(line -> !line.startsWith("more ") && !line.equals("STOPPED"))
                .toList();
    }

    @Override
    public void close() {
        hosts.forEach(ChildProcess::close);
    }
}
