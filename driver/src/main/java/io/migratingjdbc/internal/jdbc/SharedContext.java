package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.config.Configuration;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** A context that is started with the first connection and closed when none was open for a while. */
final class SharedContext implements AutoCloseable {
    private static final Duration LINGER = Duration.ofSeconds(30);
    private static final Duration EXIT = Duration.ofSeconds(2);

    private final Configuration.Migrating configuration;
    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock starting = new ReentrantLock();
    private final ScheduledExecutorService timer;
    /** A process that ends in order leaves the list of hosts, so that nobody waits for it. */
    private final Thread atExit = new Thread(this::leaveAtExit, "migrating-exit");

    private MigrationContext context;
    private ScheduledFuture<?> closing;
    private int users;
    private boolean closed;
    private boolean retired;

    SharedContext(Configuration.Migrating configuration) {
        this.configuration = configuration;
        ScheduledThreadPoolExecutor one = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "migrating-" + configuration.plan().name() + "-idle");
            thread.setDaemon(true);
            return thread;
        });
        one.setRemoveOnCancelPolicy(true);
        one.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.timer = one;
    }

    /** One more user; false if it is closed already. */
    boolean acquire() {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            users++;
            if (closing != null) {
                closing.cancel(false);
                closing = null;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The context, started by the first who asks; a failed start is tried again by the next. */
    MigrationContext get() throws SQLException {
        starting.lock();
        try {
            if (context == null) {
                context = ContextStarter.start(configuration);
                Runtime.getRuntime().addShutdownHook(atExit);
            }
            return context;
        } finally {
            starting.unlock();
        }
    }

    void release() {
        lock.lock();
        try {
            if (--users > 0 || closed) {
                return;
            }
            if (!retired) {
                closing = timer.schedule(this::closeIfIdle, LINGER.toMillis(), TimeUnit.MILLISECONDS);
                return;
            }
        } finally {
            lock.unlock();
        }
        closeIfIdle();
    }

    /** Does not linger any more after the last connection. */
    void retire() {
        lock.lock();
        try {
            retired = true;
        } finally {
            lock.unlock();
        }
        closeIfIdle();
    }

    private void closeIfIdle() {
        lock.lock();
        try {
            if (users > 0 || closed) {
                return;
            }
            closed = true;
        } finally {
            lock.unlock();
        }
        shutDown();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
        } finally {
            lock.unlock();
        }
        shutDown();
    }

    private void shutDown() {
        timer.shutdown();
        starting.lock();
        try {
            if (context != null) {
                context.close();
                forgetExit();
            }
        } finally {
            starting.unlock();
        }
    }

    /** Bounded: stores that cannot be reached must not keep the process from ending. */
    private void leaveAtExit() {
        Thread leaving = new Thread(this::close, "migrating-leave");
        leaving.setDaemon(true);
        leaving.start();
        try {
            leaving.join(EXIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void forgetExit() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            // the process ends anyway
        }
    }
}
