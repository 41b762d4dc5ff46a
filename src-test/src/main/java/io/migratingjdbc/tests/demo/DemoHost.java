package io.migratingjdbc.tests.demo;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One process of the workflow service: an ordinary application with a connection pool. It reads {@code ADOPT instance}
 * and {@code STOP} from standard input, and prints a report every second, {@code HANDOVER instance} and {@code STOPPED}.
 */
public final class DemoHost {
    static final String ADOPT = "ADOPT ";
    static final String HANDOVER = "HANDOVER ";
    static final String ERROR = "ERROR ";
    static final String STOP = "STOP";
    static final String STOPPED = "STOPPED";

    private final HostSettings settings;
    private final HostStatistics statistics = new HostStatistics();
    private final BlockingQueue<Instance> adoptions = new LinkedBlockingQueue<>();
    private volatile boolean stopped;

    private DemoHost(HostSettings settings) {
        this.settings = settings;
    }

    public static void main(String[] arguments) throws Exception {
        new DemoHost(HostSettings.parse(arguments)).run();
    }

    private void run() throws IOException, InterruptedException {
        ScheduledExecutorService reporter = Executors.newSingleThreadScheduledExecutor();
        try (HikariDataSource pool = pool();
                WorkLog log = WorkLog.open(settings.log())) {
            List<Thread> workers = startWorkers(pool, log);
            reporter.scheduleAtFixedRate(this::report, 1, 1, TimeUnit.SECONDS);
            readCommands();
            stopped = true;
            for (Thread worker : workers) {
                worker.join();
            }
        } finally {
            reporter.shutdown();
        }
        report();
        System.out.println(STOPPED);
    }

    private List<Thread> startWorkers(HikariDataSource pool, WorkLog log) {
        List<Thread> workers = new ArrayList<>();
        for (int i = 1; i <= settings.workers(); i++) {
            String name = settings.name() + "w" + i;
            Worker worker = new Worker(
                    name,
                    settings,
                    new Session(pool, statistics),
                    log,
                    statistics,
                    adoptions,
                    instance -> System.out.println(HANDOVER + instance.handover()),
                    message -> complain(log, message),
                    () -> stopped);
            Thread thread = new Thread(worker, name);
            thread.start();
            workers.add(thread);
        }
        return workers;
    }

    private HikariDataSource pool() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(settings.url());
        config.setMaximumPoolSize(settings.workers() + 1);
        config.setPoolName(settings.name());
        return new HikariDataSource(config);
    }

    /** Returns when it is told to stop, or when nobody is left to tell. */
    private void readCommands() throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        for (String line = commands.readLine(); line != null && !line.equals(STOP); line = commands.readLine()) {
            if (line.startsWith(ADOPT)) {
                adoptions.add(Instance.ofHandover(line.substring(ADOPT.length())));
            }
        }
    }

    private void complain(WorkLog log, String message) {
        statistics.failed();
        log.error(message);
        System.out.println(ERROR + message);
    }

    private void report() {
        System.out.println(statistics.take().line());
    }
}
