package io.migratingjdbc.tests.harness;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A main class of this class path in a JVM of its own. Its output is read line by line, standard error included; a line
 * can be awaited whether it was printed before or after the call. A child ends with its parent at the latest: main
 * classes that run on read standard input and stop at its end.
 */
public final class ChildProcess implements AutoCloseable {
    private static final int HEAP_MEGABYTES = 128;
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(20);

    private final String name;
    private final Process process;
    private final BufferedWriter input;
    private final Lines lines = new Lines();
    private final Thread reader;

    private ChildProcess(String name, Process process, Consumer<String> listener) {
        this.name = name;
        this.process = process;
        this.input = process.outputWriter();
        this.reader = new Thread(() -> read(listener), name + "-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a main class whose lines are only kept. */
    public static ChildProcess start(String mainClass, String... arguments) {
        return start(mainClass, line -> {}, arguments);
    }

    /** @param listener is given every line, on the thread that reads them */
    public static ChildProcess start(String mainClass, Consumer<String> listener, String... arguments) {
        return start(List.of(), mainClass, listener, arguments);
    }

    /** Starts a main class that has to make do with a heap of so many megabytes. */
    public static ChildProcess startWithHeap(int megabytes, String mainClass, String... arguments) {
        return start(List.of(), megabytes, System.getProperty("java.class.path"), mainClass, line -> {}, arguments);
    }

    /** Starts a main class of another class path. */
    public static ChildProcess startWith(String classPath, String mainClass, String... arguments) {
        return start(List.of(), classPath, mainClass, line -> {}, arguments);
    }

    /** Starts a process that leaves the processor to others: many of them on a small machine take all there is. */
    public static ChildProcess startNice(String mainClass, Consumer<String> listener, String... arguments) {
        return start(List.of("nice"), mainClass, listener, arguments);
    }

    private static ChildProcess start(
            List<String> prefix, String mainClass, Consumer<String> listener, String... arguments) {
        return start(prefix, System.getProperty("java.class.path"), mainClass, listener, arguments);
    }

    private static ChildProcess start(
            List<String> prefix, String classPath, String mainClass, Consumer<String> listener, String... arguments) {
        return start(prefix, HEAP_MEGABYTES, classPath, mainClass, listener, arguments);
    }

    private static ChildProcess start(
            List<String> prefix,
            int heapMegabytes,
            String classPath,
            String mainClass,
            Consumer<String> listener,
            String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx" + heapMegabytes + "m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                classPath,
                mainClass));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String name = mainClass.substring(mainClass.lastIndexOf('.') + 1) + "-" + process.pid();
            return new ChildProcess(name, process, listener);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + mainClass, e);
        }
    }

    public long pid() {
        return process.pid();
    }

    /** All lines so far. */
    public List<String> output() {
        return lines.all();
    }

    /**
     * The first line that fulfils the condition.
     *
     * @throws IllegalStateException with all output, if the process ends or the time is over without such a line
     */
    public String awaitLine(Predicate<String> condition, Duration timeout) {
        Optional<String> line = lines.await(condition, timeout);
        return line.orElseThrow(() -> new IllegalStateException(
                name + " did not print the awaited line:\n" + String.join("\n", lines.all())));
    }

    /** Writes a line to the child's standard input. A child that has ended does not read it, which is not an error. */
    public synchronized void send(String line) {
        try {
            input.write(line);
            input.newLine();
            input.flush();
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new UncheckedIOException("Cannot write to " + name, e);
            }
        }
    }

    /** SIGSTOP: the process exists, holds its connections and does nothing. Returns when every thread of it has stopped. */
    public void freeze() {
        Signal.STOP.send(process.pid());
        long deadline = System.nanoTime() + STOPS_WITHIN.toNanos();
        while (process.isAlive() && !ThreadStates.allStopped(process.pid())) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(name + " does not stop");
            }
            Thread.onSpinWait();
        }
    }

    /** SIGCONT. */
    public void thaw() {
        Signal.CONT.send(process.pid());
    }

    /** SIGKILL; returns when the process is gone. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Waits for its end, but not longer than so. */
    public boolean ended(Duration within) throws InterruptedException {
        return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Waits for the end, with all output read.
     *
     * @throws IllegalStateException with all output, if the time is over
     */
    public int exitCode(Duration timeout) throws InterruptedException {
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException(name + " still runs:\n" + String.join("\n", lines.all()));
        }
        reader.join();
        return process.exitValue();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }

    private void read(Consumer<String> listener) {
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
                listener.accept(line);
            }
        } catch (IOException endOfAKilledProcess) {
            lines.add("(output ended: " + endOfAKilledProcess.getMessage() + ")");
        } finally {
            lines.end();
        }
    }
}
