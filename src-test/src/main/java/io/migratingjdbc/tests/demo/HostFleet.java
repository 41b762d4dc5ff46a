package io.migratingjdbc.tests.demo;

import io.migratingjdbc.tests.harness.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** All host processes: starts them, passes instances between them, adds their reports up. */
final class HostFleet implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Pattern STACK_TRACE = Pattern.compile("^\\s+(at |\\.\\.\\. )");

    private final List<HostSettings> settings;
    private final List<ChildProcess> hosts = new CopyOnWriteArrayList<>();
    private final Consumer<String> complaints;
    private HostReport report = HostReport.empty();

    /** @param complaints is given every line of a host that is no report: errors and what the driver logs */
    HostFleet(List<HostSettings> settings, Consumer<String> complaints) {
        this.settings = List.copyOf(settings);
        this.complaints = complaints;
    }

    /** Starts the hosts; returns when all of them work. */
    void start() {
        for (int i = 0; i < settings.size(); i++) {
            int index = i;
            hosts.add(ChildProcess.startNice(
                    DemoHost.class.getName(),
                    line -> heard(index, line),
                    settings.get(i).arguments().toArray(String[]::new)));
        }
        hosts.forEach(host -> host.awaitLine(HostReport::isReport, PATIENCE));
    }

    /** Gives an instance to one of the hosts. */
    void adopt(int index, Instance instance) {
        hosts.get(index % hosts.size()).send(DemoHost.ADOPT + instance.handover());
    }

    /** What all hosts did since the last call. */
    synchronized HostReport take() {
        HostReport taken = report;
        report = HostReport.empty();
        return taken;
    }

    /** Stops the hosts in good order. Returns what went wrong: hosts that ended early or did not end. */
    List<String> stop() throws InterruptedException {
        List<String> failures = new ArrayList<>();
        hosts.forEach(host -> host.send(DemoHost.STOP));
        for (int i = 0; i < hosts.size(); i++) {
            String name = settings.get(i).name();
            try {
                hosts.get(i).awaitLine(DemoHost.STOPPED::equals, PATIENCE);
                int exitCode = hosts.get(i).exitCode(PATIENCE);
                if (exitCode != 0) {
                    failures.add("host " + name + " ended with exit code " + exitCode);
                }
            } catch (IllegalStateException e) {
                failures.add("host " + name + (hosts.get(i).isAlive() ? " did not stop" : " died"));
            }
        }
        return failures;
    }

    List<Path> logs() {
        return settings.stream().map(HostSettings::log).toList();
    }

    @Override
    public void close() {
        hosts.forEach(ChildProcess::close);
    }

    private void heard(int index, String line) {
        if (HostReport.isReport(line)) {
            add(HostReport.parse(line));
        } else if (line.startsWith(DemoHost.HANDOVER)) {
            adopt(index + 1, Instance.ofHandover(line.substring(DemoHost.HANDOVER.length())));
        } else if (!line.equals(DemoHost.STOPPED) && !STACK_TRACE.matcher(line).find()) {
            complaints.accept(settings.get(index).name() + ": " + line);
        }
    }

    private synchronized void add(HostReport more) {
        report = report.plus(more);
    }
}
