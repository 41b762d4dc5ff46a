package io.migratingjdbc.tests.lifecycle;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * An application in a process of its own that writes without pause until its standard input says {@code STOP} or ends, and then prints
 * {@code STOPPED}. Any other line it repeats as soon as it has done some more.
 */
public final class LoadHost {
    private static final int WORKERS = 2;

    private LoadHost() {}

    /** The JDBC URL, the host's name and the file of its journal. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        CountDownLatch stop = new CountDownLatch(1);
        try (Journal journal = Journal.create(Path.of(arguments[2]))) {
            List<Thread> workers = new ArrayList<>();
            for (int i = 1; i <= WORKERS; i++) {
                Thread worker = new Thread(new LoadWorker(arguments[0], arguments[1] + "w" + i, journal, stop));
                worker.start();
                workers.add(worker);
            }
            BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
            for (String line = commands.readLine(); line != null && !line.equals("STOP"); line = commands.readLine()) {
                journal.awaitMore();
                System.out.println(line);
            }
            stop.countDown();
            for (Thread worker : workers) {
                worker.join();
            }
        }
        System.out.println("STOPPED");
    }
}
