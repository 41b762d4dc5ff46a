package io.migratingjdbc.tests.harness;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What the threads of a process do, as Linux tells it: a signal stops them one after the other. */
final class ThreadStates {
    private ThreadStates() {}

    static boolean allStopped(long pid) {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path thread : threads) {
                if (!stopped(thread)) {
                    return false;
                }
            }
            return true;
        } catch (IOException ended) {
            return false;
        }
    }

    /** The state is the letter behind the name, which is in parentheses and may hold any character. */
    private static boolean stopped(Path thread) throws IOException {
        try {
            String status = Files.readString(thread.resolve("stat"));
            return status.startsWith("T", status.lastIndexOf(')') + 2);
        } catch (NoSuchFileException ended) {
            return true;
        }
    }
}
