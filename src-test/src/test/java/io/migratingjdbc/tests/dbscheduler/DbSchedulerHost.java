package io.migratingjdbc.tests.dbscheduler;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A process that runs db-scheduler as its users do. Schedules tasks, some under names that the other process uses as
 * well, and prints {@code SCHEDULED name}, {@code REFUSED name}, {@code EXECUTED name} and {@code TICK} (the recurring
 * task). Commands on standard input: {@code RENEW} the recurring task, {@code QUIET} (schedule nothing more, end the
 * recurring task), {@code STOP}.
 */
public final class DbSchedulerHost {
    private static final String SHARED = "shared-";

    private final OneTimeTask<Void> oneTime =
            Tasks.oneTime("one-time").execute((instance, context) -> print("EXECUTED " + instance.getId()));
    private final RecurringTask<Void> recurring =
            Tasks.recurring("recurring", FixedDelay.ofMillis(500)).execute((instance, context) -> print("TICK"));
    private final String name;
    private final Random random;
    private int count;

    private DbSchedulerHost(String name, long seed) {
        this.name = name;
        this.random = new Random(seed);
    }

    /** Arguments: JDBC URL, name of the host, seed. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        new DbSchedulerHost(arguments[1], Long.parseLong(arguments[2])).run(arguments[0]);
    }

    private void run(String url) throws IOException, InterruptedException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(8);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try (HikariDataSource pool = new HikariDataSource(config)) {
            Scheduler scheduler = Scheduler.create(pool, oneTime)
                    .startTasks(recurring)
                    .threads(4)
                    .pollingInterval(Duration.ofMillis(100))
                    .heartbeatInterval(Duration.ofSeconds(2))
                    .build();
            scheduler.start();
            timer.scheduleAtFixedRate(() -> schedule(scheduler), 0, 25, TimeUnit.MILLISECONDS);
            print("READY");
            obey(scheduler, timer);
            timer.shutdownNow();
            scheduler.stop();
        }
        print("STOPPED");
    }

    private void obey(Scheduler scheduler, ScheduledExecutorService timer) throws IOException, InterruptedException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        for (String line = commands.readLine(); line != null && !line.equals("STOP"); line = commands.readLine()) {
            switch (line) {
                case "RENEW" -> {
                    scheduler.cancel(recurring.getDefaultTaskInstance());
                    scheduler.schedule(recurring.schedulableInstance(RecurringTask.INSTANCE));
                    print("RENEWED");
                }
                case "QUIET" -> {
                    timer.shutdown();
                    timer.awaitTermination(30, TimeUnit.SECONDS);
                    print("QUIETED");
                }
                case "END" -> {
                    scheduler.cancel(recurring.getDefaultTaskInstance());
                    print("ENDED");
                }
                default -> print("ERROR unknown command " + line);
            }
        }
    }

    private void schedule(Scheduler scheduler) {
        // Late enough for the other host to come across the name while it is taken.
        Instant due = Instant.now().plusMillis(1000 + random.nextInt(1000));
        String id = random.nextInt(3) == 0 ? SHARED + (count / 3) % 40 : name + "-" + count;
        count++;
        try {
            boolean scheduled = scheduler.scheduleIfNotExists(oneTime.instance(id), due);
            print((scheduled ? "SCHEDULED " : "REFUSED ") + id);
        } catch (RuntimeException e) {
            print("ERROR scheduling " + id + ": " + e + " caused by " + e.getCause());
        }
    }

    private static void print(String line) {
        System.out.println(line);
    }
}
