package io.migratingjdbc.tests.demo;

import io.migratingjdbc.tests.demo.WorkEvent.Type;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the logs of all hosts together say. */
final class WorkHistory {
    private final Map<String, Life> lives = new LinkedHashMap<>();
    private final Map<String, Long> definitions = new LinkedHashMap<>();
    private final Set<String> unknownTokens = new HashSet<>();
    private final Set<String> unknownDefinitions = new HashSet<>();
    private final List<String> errors = new ArrayList<>();
    private long launched;
    private long refused;

    private WorkHistory() {}

    /** Hosts write side by side, so that a finish may be read before the launch it ends: launches go first. */
    static WorkHistory of(Collection<WorkEvent> events) {
        WorkHistory history = new WorkHistory();
        events.stream().filter(event -> event.type() == Type.LAUNCHED).forEach(history::add);
        events.stream().filter(event -> event.type() != Type.LAUNCHED).forEach(history::add);
        return history;
    }

    static WorkHistory read(Collection<Path> logs) throws IOException {
        List<WorkEvent> events = new ArrayList<>();
        for (Path log : logs) {
            for (String line : Files.readAllLines(log)) {
                events.add(WorkEvent.parse(line));
            }
        }
        return of(events);
    }

    Collection<Life> lives() {
        return lives.values();
    }

    boolean wasLaunched(String id) {
        return lives.containsKey(id);
    }

    /** Names, each with the time at which its insertion was acknowledged. */
    Map<String, Long> definitions() {
        return definitions;
    }

    boolean mayHaveLaunched(String token) {
        return unknownTokens.contains(token);
    }

    boolean mayHaveDefined(String name) {
        return definitions.containsKey(name) || unknownDefinitions.contains(name);
    }

    List<String> errors() {
        return errors;
    }

    long launched() {
        return launched;
    }

    long refused() {
        return refused;
    }

    private void add(WorkEvent event) {
        switch (event.type()) {
            case LAUNCHED -> {
                launched++;
                Life earlier = lives.put(event.id(), Life.launched(event));
                if (earlier != null) {
                    errors.add("Instance id " + event.id() + " was given out twice");
                }
            }
            case LAUNCH_UNKNOWN -> unknownTokens.add(event.token());
            case REFUSED -> refused++;
            case TASKS_ADDED, TASKS_UNKNOWN, FINISHED, FINISH_UNKNOWN -> {
                Life life = lives.get(event.id());
                if (life == null) {
                    errors.add(event.type() + " of " + event.id() + ", which nobody launched");
                } else {
                    lives.put(event.id(), life.after(event));
                }
            }
            case DEFINED -> definitions.put(event.key(), event.acknowledged());
            case DEFINITION_UNKNOWN -> unknownDefinitions.add(event.key());
            case ERROR -> errors.add(event.key());
        }
    }
}
