package io.migratingjdbc.tests.demo;

import io.migratingjdbc.tests.demo.Life.End;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Compares what the hosts were told with what the stores hold. Knows nothing of the driver, of phases or of fences: any
 * store may hold an instance, exactly one has to, and definitions have to be in every store that was in use.
 */
final class Checker {
    private final WorkHistory history;
    private final StoredRows current;
    private final StoredRows other;
    private final long bothUntil;

    /**
     * @param current the store that is in use at the end
     * @param other the other store
     * @param bothUntil definitions acknowledged before this time (in microseconds since 1970) have to be in both stores
     */
    Checker(WorkHistory history, StoredRows current, StoredRows other, long bothUntil) {
        this.history = history;
        this.current = current;
        this.other = other;
        this.bothUntil = bothUntil;
    }

    Findings check() {
        Findings findings = new Findings(history);
        Map<String, List<StoredRows>> storesById = new HashMap<>();
        Map<String, List<String>> placesByKey = new LinkedHashMap<>();
        for (StoredRows store : List.of(current, other)) {
            for (StoredRows.Row row : store.instances()) {
                storesById.computeIfAbsent(row.id(), id -> new ArrayList<>()).add(store);
                placesByKey.computeIfAbsent(row.key(), key -> new ArrayList<>()).add(row.id() + " in " + store.store());
                if (!history.wasLaunched(row.id()) && !history.mayHaveLaunched(row.token())) {
                    findings.unresolved(row.id(), "is in " + store.store() + ", but nobody was told of its launch");
                }
            }
        }
        for (Life life : history.lives()) {
            checkLife(life, storesById.getOrDefault(life.id(), List.of()), findings);
        }
        placesByKey.forEach((key, places) -> {
            if (places.size() > 1) {
                findings.duplicated(key, "exists as " + places);
            }
        });
        checkTasks(storesById, findings);
        checkOverlaps(findings);
        checkDefinitions(findings);
        return findings;
    }

    private void checkLife(Life life, List<StoredRows> stores, Findings findings) {
        if (stores.isEmpty()) {
            if (life.end() == End.NONE) {
                findings.lost(life.id(), "was launched and not finished, and is in no store");
            }
            return;
        }
        if (life.end() == End.FINISHED) {
            findings.lost(
                    life.id(), "was finished, and still is in " + stores.get(0).store());
            return;
        }
        for (StoredRows store : stores) {
            if (life.tasks() >= 0 && store.tasksOf(life.id()) != life.tasks()) {
                findings.lost(
                        life.id(),
                        "has %d tasks in %s, not %d".formatted(store.tasksOf(life.id()), store.store(), life.tasks()));
            }
        }
    }

    private void checkTasks(Map<String, List<StoredRows>> storesById, Findings findings) {
        for (StoredRows store : List.of(current, other)) {
            for (String id : store.tasks().keySet()) {
                if (!storesById.getOrDefault(id, List.of()).contains(store)) {
                    findings.unresolved(id, "has tasks in " + store.store() + ", where it is not itself");
                }
            }
        }
    }

    /** Two instances with one key, of which each existed for sure at some moment at which the other did. */
    private void checkOverlaps(Findings findings) {
        Map<String, Life> latest = new HashMap<>();
        history.lives().stream()
                .sorted(Comparator.comparingLong(Life::launched))
                .forEach(life -> {
                    Life earlier = latest.get(life.key());
                    if (earlier != null && life.launched() < earlier.ending()) {
                        findings.duplicated(
                                life.key(), life.id() + " was launched while " + earlier.id() + " was not finished");
                    }
                    if (earlier == null || life.ending() > earlier.ending()) {
                        latest.put(life.key(), life);
                    }
                });
    }

    private void checkDefinitions(Findings findings) {
        history.definitions().forEach((name, acknowledged) -> {
            if (!current.definitions().containsKey(name)) {
                findings.lost(name, "is not in " + current.store());
            } else if (acknowledged < bothUntil && !other.definitions().containsKey(name)) {
                findings.lost(name, "is not in " + other.store());
            }
        });
        for (StoredRows store : List.of(current, other)) {
            store.definitions().forEach((name, body) -> {
                if (!history.mayHaveDefined(name)) {
                    findings.unresolved(name, "is in " + store.store() + ", but nobody was told of it");
                }
                String elsewhere = current.definitions().getOrDefault(name, body);
                if (!Objects.equals(body, elsewhere)) {
                    findings.lost(name, "has different bodies in the two stores");
                }
            });
        }
    }
}
