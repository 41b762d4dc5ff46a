package io.migratingjdbc.tests.demo;

import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** The instances that a worker launched or took over and has not finished: nobody else changes them. */
final class OwnInstances {
    private final NavigableMap<String, Instance> byKey = new TreeMap<>();
    private boolean complete = true;

    void put(Instance instance) {
        byKey.put(instance.key(), instance);
    }

    void remove(Instance instance) {
        byKey.remove(instance.key());
    }

    int count() {
        return byKey.size();
    }

    /** From now on there may be instances of this worker that it does not know of: an outcome is unknown. */
    void loseTrack() {
        complete = false;
    }

    /** Whether the worker knows all its instances. */
    boolean isComplete() {
        return complete;
    }

    Instance get(String key) {
        return byKey.get(key);
    }

    /** The keys in ascending order. */
    List<String> firstKeys(int limit, int offset) {
        return byKey.keySet().stream().skip(offset).limit(limit).toList();
    }

    Optional<Instance> any(RandomGenerator random) {
        return byKey.isEmpty()
                ? Optional.empty()
                : byKey.values().stream().skip(random.nextInt(byKey.size())).findFirst();
    }

    Optional<Instance> due(long now) {
        return byKey.values().stream()
                .filter(instance -> instance.due() - now <= 0)
                .min(Comparator.comparingLong(instance -> instance.due() - now));
    }
}
