package io.migratingjdbc.tests.dbscheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What the scheduler processes said: which tasks they scheduled, which they executed, and what went wrong. */
final class SchedulerRecord {
    private final Map<String, Integer> scheduled = new TreeMap<>();
    private final Map<String, Integer> executed = new TreeMap<>();
    private final List<String> surprises = new ArrayList<>();
    private final Semaphore executions = new Semaphore(0);
    private final Semaphore ticks = new Semaphore(0);
    private int refused;

    synchronized void heard(String line) {
        String[] words = line.split(" ", 2);
        switch (words[0]) {
            case "SCHEDULED" -> scheduled.merge(words[1], 1, Integer::sum);
            case "EXECUTED" -> {
                executed.merge(words[1], 1, Integer::sum);
                executions.release();
            }
            case "REFUSED" -> refused++;
            case "TICK" -> ticks.release();
            case "READY", "RENEWED", "QUIETED", "ENDED", "STOPPED" -> {}
            default -> surprises.add(line);
        }
    }

    /** Returns when the given number of tasks was executed from now on, and the recurring one twice. */
    void awaitWork(int count) throws InterruptedException {
        executions.drainPermits();
        ticks.drainPermits();
        if (!executions.tryAcquire(count, 60, TimeUnit.SECONDS) || !ticks.tryAcquire(2, 60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("The schedulers do not work: " + surprises());
        }
    }

    synchronized boolean allExecuted() {
        return total(executed) >= total(scheduled);
    }

    /** Returns when everything that was scheduled is executed. */
    void awaitAllExecuted() throws InterruptedException {
        while (!allExecuted()) {
            if (!executions.tryAcquire(30, TimeUnit.SECONDS)) {
                return;
            }
        }
    }

    synchronized Map<String, Integer> scheduled() {
        return new TreeMap<>(scheduled);
    }

    synchronized Map<String, Integer> executed() {
        return new TreeMap<>(executed);
    }

    synchronized int refused() {
        return refused;
    }

    /** Lines that nobody expects: errors, and what db-scheduler, the pool or the driver log as warnings. */
    synchronized List<String> surprises() {
        return List.copyOf(surprises);
    }

    private static int total(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}
