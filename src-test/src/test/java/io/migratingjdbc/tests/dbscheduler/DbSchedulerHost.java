package io.migratingjdbc.tests.dbscheduler;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.exceptions.ExecutionException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A process that runs db-scheduler as its users do. Schedules tasks, some under names that the other process uses as
 * well, and prints {@code SCHEDULED name}, {@code REFUSED name}, {@code EXECUTED name} and {@code TICK} (the recurring
 * task). Commands on standard input: {@code RENEW} the recurring task, {@code END} it, {@code QUIET} (schedule nothing
 * more), {@code STOP}.
 */
public final class DbSchedulerHost {
    private static final String SHARED = "shared-";

    private final Semaphore executions = new Semaphore(0);
    private final OneTimeTask<Void> oneTime = Tasks.oneTime("one-time").execute((instance, context) -> {
        print("EXECUTED " + instance.getId());
        executions.release();
    });
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
    public static void main(String[] arguments) {
        try {
            new DbSchedulerHost(arguments[1], Long.parseLong(arguments[2])).run(arguments[0]);
            System.exit(0);
        } catch (IOException | InterruptedException | RuntimeException e) {
            e.printStackTrace();
            System.exit(1);
        }
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
                    endRecurring(scheduler);
                    scheduler.schedule(recurring.schedulableInstance(RecurringTask.INSTANCE));
                    print("RENEWED");
                }
                case "QUIET" -> {
                    timer.shutdown();
                    timer.awaitTermination(30, TimeUnit.SECONDS);
                    print("QUIETED");
                }
                case "END" -> {
                    endRecurring(scheduler);
                    print("ENDED");
                }
                default -> print("ERROR unknown command " + line);
            }
        }
    }

    /** db-scheduler cannot cancel what is being executed, or is picked for that at this very moment: tried after that. */
    private void endRecurring(Scheduler scheduler) throws InterruptedException {
        while (true) {
            try {
                scheduler.cancel(recurring.getDefaultTaskInstance());
                return;
            } catch (TaskInstanceCurrentlyExecutingException | ExecutionException e) {
                executions.drainPermits();
                executions.tryAcquire(100, TimeUnit.MILLISECONDS);
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
