package io.migratingjdbc.internal.census;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.migratingjdbc.internal.route.Forecast;
import io.migratingjdbc.internal.route.PlannedStatement;
import io.migratingjdbc.internal.sql.StatementShape;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the executions of every statement shape that this process meets. Only counts: no I/O, no lock that is held for long, a bound
 * on shapes and on their text. What is over the bound is counted as {@link #OTHERS}. Thread-safe.
 */
public final class Census {
    /** In one process, and in the table. */
    public static final int MOST_SHAPES = 2_000;

    /** Stands for all statements that are not told apart. */
    public static final StatementShape OTHERS =
            StatementShape.ofText("(statements beyond the first " + MOST_SHAPES + " shapes)");

    /** The shape of a text is worked out once for as long as the driver keeps the analysed text. */
    private final Cache<PlannedStatement, Tally> byStatement = Caffeine.newBuilder()
            .weakKeys()
            .maximumSize(10_000)
            .executor(Runnable::run)
            .build();

    private final Map<String, Tally> byShape = new ConcurrentHashMap<>();
    private final AtomicInteger shapes = new AtomicInteger();
    private final Tally others = new Tally(OTHERS);

    public void record(PlannedStatement statement, Forecast forecast) {
        byStatement.get(statement, this::tallyOf).count(forecast);
    }

    private Tally tallyOf(PlannedStatement statement) {
        StatementShape shape = StatementShape.of(statement.profile().sql());
        Tally tally = byShape.computeIfAbsent(shape.hash(), hash -> admit() ? new Tally(shape) : null);
        return tally == null ? others : tally;
    }

    private boolean admit() {
        return shapes.getAndUpdate(count -> Math.min(count + 1, MOST_SHAPES)) < MOST_SHAPES;
    }

    /** Where counts are stored, all of them or none. */
    @FunctionalInterface
    interface Store {
        void add(List<Sighting> sightings) throws SQLException;
    }

    /** Stores what was not stored yet; after a failure it is still to be stored. By one thread at a time. */
    void store(Store store) throws SQLException {
        List<Sighting> sightings = pending();
        if (!sightings.isEmpty()) {
            store.add(sightings);
            sightings.forEach(Sighting::markStored);
        }
    }

    List<Sighting> pending() {
        List<Tally> all = new ArrayList<>(byShape.values());
        all.add(others);
        return all.stream().filter(Tally::isPending).map(Tally::sighting).toList();
    }
}
