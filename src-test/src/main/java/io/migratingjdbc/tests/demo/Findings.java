package io.migratingjdbc.tests.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The result of a check: what should not be, each thing once. */
final class Findings {
    private final long launched;
    private final long refused;
    private final List<String> errors;
    private final Map<String, String> lost = new LinkedHashMap<>();
    private final Map<String, String> duplicated = new LinkedHashMap<>();
    private final Map<String, String> unresolved = new LinkedHashMap<>();

    Findings(WorkHistory history) {
        this.launched = history.launched();
        this.refused = history.refused();
        this.errors = List.copyOf(history.errors());
    }

    /** @param thing the instance, key or definition concerned, which is counted once */
    void lost(String thing, String what) {
        lost.putIfAbsent(thing, what);
    }

    void duplicated(String thing, String what) {
        duplicated.putIfAbsent(thing, what);
    }

    void unresolved(String thing, String what) {
        unresolved.putIfAbsent(thing, what);
    }

    List<String> errors() {
        return errors;
    }

    int lostCount() {
        return lost.size();
    }

    int duplicatedCount() {
        return duplicated.size();
    }

    int unresolvedCount() {
        return unresolved.size();
    }

    boolean clean() {
        return errors.isEmpty() && lost.isEmpty() && duplicated.isEmpty() && unresolved.isEmpty();
    }

    /** One line for each finding. */
    List<String> details() {
        List<String> details = new ArrayList<>();
        errors.forEach(what -> details.add("application error: " + what));
        lost.forEach((thing, what) -> details.add("lost: " + thing + ": " + what));
        duplicated.forEach((thing, what) -> details.add("duplicated: " + thing + ": " + what));
        unresolved.forEach((thing, what) -> details.add("unresolved: " + thing + ": " + what));
        return details;
    }

    String summary() {
        return "launched %d, refused as duplicate %d, application errors %d, lost %d, duplicated %d, unresolved %d"
                .formatted(launched, refused, errors.size(), lost.size(), duplicated.size(), unresolved.size());
    }
}
