package io.migratingjdbc.tests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A POSIX signal, sent by the shell's own means because Java knows only two of them. */
public enum Signal {
    STOP,
    CONT,
    TERM,
    KILL;

    void send(long pid) {
        try {
            // A process that ended meanwhile needs no signal: the exit code is of no interest.
            new ProcessBuilder("sh", "-c", "kill -" + name() + " " + pid)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run sh", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while sending " + this, e);
        }
    }
}
