package io.migratingjdbc.tests.harness;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One embedded PostgreSQL server with a data directory and a port of its own, both of which outlive a stop, so that it
 * can be stopped or killed and started again as a real server is.
 */
public final class EmbeddedStore implements AutoCloseable {
    private static final Map<String, String> SERVER_CONFIG = Map.of(
            "synchronous_commit", "on",
            "max_connections", "400",
            "max_prepared_transactions", "20",
            "shared_buffers", "64MB",
            "log_min_messages", "fatal");

    /** What commits wait for. */
    enum Durability {
        /** The write to the operating system: survives the death of the server, which is what tests need, at the speed of memory. */
        SERVER_DEATH("off"),
        /** The write to the disk, as any real server has it. */
        POWER_LOSS("on");

        private final String setting;

        Durability(String setting) {
            this.setting = setting;
        }
    }

    private final Path directory;
    private final AtomicInteger databases = new AtomicInteger();
    private final int port;
    private final Durability durability;
    private EmbeddedPostgres server;

    private EmbeddedStore(Path directory, int port, Durability durability) {
        this.directory = directory;
        this.port = port;
        this.durability = durability;
    }

    static EmbeddedStore create(Durability durability) {
        try {
            EmbeddedStore store =
                    new EmbeddedStore(Files.createTempDirectory("migrating-store"), FreePort.find(), durability);
            store.start();
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start an embedded PostgreSQL server", e);
        }
    }

    /** Starts the server again after {@link #stop} or {@link #kill}; returns when it takes connections. */
    public synchronized void start() throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPort(port)
                .setPGStartupWait(Duration.ofSeconds(60));
        builder.setServerConfig("fsync", durability.setting);
        builder.setServerConfig("full_page_writes", durability.setting);
        SERVER_CONFIG.forEach(builder::setServerConfig);
        server = builder.start();
    }

    /** An orderly shutdown: sessions are ended, running transactions rolled back. */
    public synchronized void stop() throws IOException {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    /** Death without a word: every process of the server at once. Committed work is recovered by {@link #start}. */
    public synchronized void kill() throws IOException {
        ProcessHandle postmaster = postmaster();
        postmaster.descendants().forEach(ProcessHandle::destroyForcibly);
        postmaster.destroyForcibly();
        postmaster.onExit().join();
        // Finds nothing to stop any more, but gives the lock on the data directory back.
        stop();
        Files.deleteIfExists(data().resolve("postmaster.pid"));
    }

    /** Stops every process of the server in place (SIGSTOP): connections stay, nothing answers. */
    public synchronized void freeze() throws IOException {
        ProcessHandle postmaster = postmaster();
        Signal.STOP.send(postmaster.pid());
        postmaster.descendants().forEach(process -> Signal.STOP.send(process.pid()));
    }

    public synchronized void thaw() throws IOException {
        ProcessHandle postmaster = postmaster();
        Signal.CONT.send(postmaster.pid());
        postmaster.descendants().forEach(process -> Signal.CONT.send(process.pid()));
    }

    /** A fresh, empty database. */
    public Database newDatabase() throws SQLException {
        return newDatabase("db" + databases.incrementAndGet());
    }

    /**
     * A fresh, empty database that orders text by bytes, whatever the locale of the machine.
     *
     * @param name plain lower-case letters, digits and underscores
     */
    public Database newDatabase(String name) throws SQLException {
        return newDatabase(name, "LOCALE 'C'");
    }

    /** A fresh, empty database that orders text as people of a language do. */
    public Database newDatabaseOrderedAs(String language, String name) throws SQLException {
        return newDatabase(name, "LOCALE 'C' ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE '" + language + "'");
    }

    private Database newDatabase(String name, String order) throws SQLException {
        new Database("localhost", port, "postgres").execute("CREATE DATABASE " + name + " TEMPLATE template0 " + order);
        return new Database("localhost", port, name);
    }

    /** A fresh database with all that the template, to which nobody is connected, has. */
    public Database copyOf(Database template, String name) throws SQLException {
        new Database("localhost", port, "postgres").execute("CREATE DATABASE " + name + " TEMPLATE " + template.name());
        return new Database("localhost", port, name);
    }

    /** Deletes a database and ends the sessions in it. */
    public void drop(Database database) throws SQLException {
        new Database("localhost", port, "postgres").execute("DROP DATABASE " + database.name() + " WITH (FORCE)");
    }

    public int port() {
        return port;
    }

    /** Stops the server and deletes its data. */
    @Override
    public void close() throws IOException {
        stop();
        DeletedTree.delete(directory);
    }

    private Path data() {
        return directory.resolve("data");
    }

    private ProcessHandle postmaster() throws IOException {
        String pid = Files.readAllLines(data().resolve("postmaster.pid")).get(0).trim();
        return ProcessHandle.of(Long.parseLong(pid))
                .orElseThrow(() -> new IllegalStateException("The server on port " + port + " is not running"));
    }
}
