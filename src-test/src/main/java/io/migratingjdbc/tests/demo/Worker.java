package io.migratingjdbc.tests.demo;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** One thread of the service: launches, works on, finishes and queries instances without pause. */
final class Worker implements Runnable {
    private static final int MOST_INSTANCES = 50;
    private static final int MOST_ERRORS = 25;
    private static final long POSTPONEMENT_NANOS = 200_000_000;

    private final Random random;
    private final OwnInstances own = new OwnInstances();
    private final Launching launching;
    private final Progress progress;
    private final Queries queries;
    private final Definitions definitions;
    private final Consumer<String> complain;
    private final BlockingQueue<Instance> adoptions;
    private final Consumer<Instance> handover;
    private final BooleanSupplier stopped;

    /**
     * @param name of the worker, unique over all hosts
     * @param adoptions instances that other hosts hand over
     * @param handover takes an instance that another host is to go on with
     * @param complain takes the description of every application error
     */
    Worker(
            String name,
            HostSettings settings,
            Session session,
            WorkLog log,
            HostStatistics statistics,
            BlockingQueue<Instance> adoptions,
            Consumer<Instance> handover,
            Consumer<String> complain,
            BooleanSupplier stopped) {
        this.random = new Random(settings.seed() * 31 + name.hashCode());
        this.complain = complain;
        this.adoptions = adoptions;
        this.handover = handover;
        this.stopped = stopped;
        this.definitions = new Definitions(name, session, log, random);
        this.launching = new Launching(name, settings, session, log, statistics, own, definitions, random);
        this.progress = new Progress(name, settings, session, log, own, random);
        this.queries = new Queries(name, settings, session, statistics, own, random);
    }

    @Override
    public void run() {
        int errors = 0;
        while (!stopped.getAsBoolean() && errors < MOST_ERRORS) {
            try {
                next();
            } catch (SQLException | ContradictionException e) {
                errors++;
                complain.accept(describe(e));
            }
        }
    }

    private void next() throws SQLException {
        Optional<Instance> due = own.due(System.nanoTime());
        Instance adopted = adoptions.poll();
        if (adopted != null) {
            progress.adopt(adopted);
        } else if (due.isPresent()) {
            finish(due.get());
        } else {
            anything();
        }
    }

    private void anything() throws SQLException {
        int dice = random.nextInt(100);
        if (dice < 30) {
            if (own.count() < MOST_INSTANCES) {
                launching.launch();
            }
        } else if (dice < 50) {
            progress.work();
        } else if (dice < 57) {
            own.any(random).ifPresent(instance -> own.put(instance.dueAt(System.nanoTime())));
        } else if (dice < 60) {
            handOver();
        } else if (dice < 95) {
            queries.query();
        } else if (dice < 96) {
            definitions.insert();
        } else {
            definitions.read();
        }
    }

    private void finish(Instance instance) throws SQLException {
        // Should it fail, others get their turn before it is tried again.
        own.put(instance.dueAt(System.nanoTime() + POSTPONEMENT_NANOS));
        progress.finish(instance);
    }

    private void handOver() throws SQLException {
        Optional<Instance> instance = own.any(random);
        if (instance.isPresent()) {
            progress.release(instance.get());
            handover.accept(instance.get());
        }
    }

    private static String describe(Exception e) {
        StackTraceElement at = e.getStackTrace()[0];
        for (StackTraceElement element : e.getStackTrace()) {
            if (element.getClassName().startsWith("io.migratingjdbc.tests.demo.")
                    && !element.getClassName().endsWith("ContradictionException")) {
                at = element;
                break;
            }
        }
        String state = e instanceof SQLException sql ? " " + sql.getSQLState() : "";
        return "%s%s: %s (%s:%d)"
                .formatted(
                        e.getClass().getSimpleName(),
                        state,
                        String.valueOf(e.getMessage()).replaceAll("\\s+", " "),
                        at.getFileName(),
                        at.getLineNumber());
    }
}
