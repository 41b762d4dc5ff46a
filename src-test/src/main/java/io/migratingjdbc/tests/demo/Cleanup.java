package io.migratingjdbc.tests.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/** What has to be closed when the demo ends, by itself or by Ctrl-C: last opened, first closed, each once. */
final class Cleanup implements AutoCloseable {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /** @param before runs before anything is closed, if the JVM is told to end */
    static Cleanup atExit(Runnable before) {
        Cleanup cleanup = new Cleanup();
        Thread hook = new Thread(
                () -> {
                    before.run();
                    cleanup.close();
                },
                "cleanup");
        Runtime.getRuntime().addShutdownHook(hook);
        return cleanup;
    }

    synchronized <T extends AutoCloseable> T add(T resource) {
        open.push(resource);
        return resource;
    }

    @Override
    public synchronized void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                System.err.println("While cleaning up: " + e);
            }
        }
    }
}
