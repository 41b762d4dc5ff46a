package io.migratingjdbc.tests.demo;

import io.migratingjdbc.tests.demo.WorkEvent.Type;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Where a host notes what was acknowledged to it. An event is in the file when its method returns. */
final class WorkLog implements AutoCloseable {
    private final BufferedWriter writer;

    private WorkLog(BufferedWriter writer) {
        this.writer = writer;
    }

    static WorkLog open(Path file) throws IOException {
        return new WorkLog(Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    void launched(long started, Instance instance) {
        write(Type.LAUNCHED, started, instance.key(), instance.id(), instance.token(), instance.tasks());
    }

    void launchUnknown(long started, String key, String token) {
        write(Type.LAUNCH_UNKNOWN, started, key, "", token, 0);
    }

    void refused(long started, String key, String token) {
        write(Type.REFUSED, started, key, "", token, 0);
    }

    void tasksAdded(long started, Instance instance) {
        write(Type.TASKS_ADDED, started, instance.key(), instance.id(), instance.token(), instance.tasks());
    }

    void tasksUnknown(long started, Instance instance) {
        write(Type.TASKS_UNKNOWN, started, instance.key(), instance.id(), instance.token(), 0);
    }

    void finished(long started, Instance instance) {
        write(Type.FINISHED, started, instance.key(), instance.id(), instance.token(), 0);
    }

    void finishUnknown(long started, Instance instance) {
        write(Type.FINISH_UNKNOWN, started, instance.key(), instance.id(), instance.token(), 0);
    }

    void defined(long started, String name) {
        write(Type.DEFINED, started, name, "", "", 0);
    }

    void definitionUnknown(long started, String name) {
        write(Type.DEFINITION_UNKNOWN, started, name, "", "", 0);
    }

    void error(String message) {
        write(Type.ERROR, now(), message, "", "", 0);
    }

    @Override
    public synchronized void close() throws IOException {
        writer.close();
    }

    private void write(Type type, long started, String key, String id, String token, int tasks) {
        String line = new WorkEvent(type, started, now(), key, id, token, tasks).line();
        append(line);
    }

    private synchronized void append(String line) {
        try {
            writer.write(line);
            writer.newLine();
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the work log", e);
        }
    }
}
