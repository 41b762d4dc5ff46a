package io.migratingjdbc.tests.operation;

import io.migratingjdbc.tests.harness.ChildProcess;
import java.sql.SQLException;

/** A {@link HostMain} that does what the test tells it. */
final class RemoteHost implements AutoCloseable {
    private final OperatedMigration migration;
    private final String application;
    private final ChildProcess process;
    private int questions;

    private RemoteHost(OperatedMigration migration, String application, ChildProcess process) {
        this.migration = migration;
        this.application = application;
        this.process = process;
    }

    /** A host with a connection open and a short lease, which may wait for a server longer than the test waits. */
    static RemoteHost start(OperatedMigration migration, String application) {
        RemoteHost host = new RemoteHost(
                migration,
                application,
                HostMain.start(migration.initial.migratingUrl(migration.plan)
                        + "&migrating.poll-interval=100ms&migrating.lease=1s&migrating.connect-timeout=2m"
                        + "&migrating.application=" + application));
        String answer = host.ask("connect");
        if (!answer.equals("done")) {
            host.close();
            throw new IllegalStateException(
                    "Cannot connect: " + answer + "\n" + String.join("\n", host.process.output()));
        }
        return host;
    }

    /** Sends a command and returns its answer. */
    String ask(String command) {
        String number = ++questions + " ";
        process.send(number + command);
        return process.awaitLine(line -> line.startsWith(number), OperatedMigration.PATIENCE)
                .substring(number.length());
    }

    void thaw() {
        process.thaw();
    }

    /** As when a virtual machine is paused: returns when its lease has run out, with the host still on the list. */
    void freezeUntilItsLeaseIsOver() throws SQLException {
        process.freeze();
        long deadline = System.nanoTime() + OperatedMigration.PATIENCE.toNanos();
        while (migration.initial.number("SELECT count(*) FROM migrating_host WHERE application = '" + application
                        + "' AND lease_until < clock_timestamp()")
                == 0) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("The lease of " + application + " does not run out");
            }
            migration.initial.execute("SELECT pg_sleep(0.05)");
        }
    }

    /** By which the operator knows it. */
    String id() throws SQLException {
        return migration
                .initial
                .strings("SELECT host_id FROM migrating_host WHERE application = '" + application + "'")
                .get(0);
    }

    @Override
    public void close() {
        process.close();
    }
}
