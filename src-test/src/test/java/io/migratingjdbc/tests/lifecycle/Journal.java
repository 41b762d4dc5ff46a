package io.migratingjdbc.tests.lifecycle;

import io.migratingjdbc.tests.lifecycle.Deed.Act;
import io.migratingjdbc.tests.lifecycle.Deed.Outcome;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Where a host notes what it tried and what it was told. A deed is in the file when the method returns. */
final class Journal implements AutoCloseable {
    private static final int SOME = 20;

    private final BufferedWriter writer;
    private int deeds;

    private Journal(BufferedWriter writer) {
        this.writer = writer;
    }

    static Journal create(Path file) throws IOException {
        return new Journal(Files.newBufferedWriter(file));
    }

    static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    synchronized void note(Act act, Outcome outcome, long started, String token, String detail) {
        try {
            writer.write(new Deed(act, outcome, started, now(), token, detail).line());
            writer.newLine();
            writer.flush();
            deeds++;
            notifyAll();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the journal", e);
        }
    }

    /** Returns when some more was noted. */
    synchronized void awaitMore() throws InterruptedException {
        int enough = deeds + SOME;
        while (deeds < enough) {
            wait();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        writer.close();
    }
}
