package io.migratingjdbc.internal.jdbc;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The settings of a session in the order in which they were made. Run in this order in a new session they give the same state, also
 * where two of them are about one thing. Immutable.
 */
final class SessionSettings {
    static final SessionSettings NONE = new SessionSettings(List.of());

    private final List<SessionSetting> settings;

    private SessionSettings(List<SessionSetting> settings) {
        this.settings = settings;
    }

    SessionSettings with(SessionSetting setting) {
        List<SessionSetting> changed = new ArrayList<>(settings);
        changed.removeIf(earlier -> !earlier.survives(setting));
        changed.add(setting);
        return new SessionSettings(List.copyOf(changed));
    }

    /** What is left to do in a session that is in another state. */
    List<SessionSetting> missingIn(SessionSettings other) {
        Set<SessionSetting> done = new HashSet<>(other.settings);
        return settings.stream().filter(setting -> !done.contains(setting)).toList();
    }

    /** Whether a session in another state comes to this one by what is missing there; not if it has more. */
    boolean reachableFrom(SessionSettings other) {
        SessionSettings reached = other;
        for (SessionSetting missing : missingIn(other)) {
            reached = reached.with(missing);
        }
        return reached.names().equals(names());
    }

    boolean mayForbidWrites() {
        return settings.stream().anyMatch(SessionSetting::mayForbidWrites);
    }

    private Set<String> names() {
        Set<String> names = new HashSet<>();
        settings.forEach(setting -> names.add(setting.name()));
        return names;
    }
}
