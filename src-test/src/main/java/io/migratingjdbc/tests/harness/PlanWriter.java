package io.migratingjdbc.tests.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes plan files, as an operator would with an editor. Settings keep the order in which they were given. */
public final class PlanWriter {
    private final Map<String, String> settings = new LinkedHashMap<>();

    private PlanWriter(String name) {
        set("name", name);
    }

    public static PlanWriter named(String name) {
        return new PlanWriter(name);
    }

    public PlanWriter initial(String id, Database database) {
        return store("initial", id, database);
    }

    public PlanWriter target(String id, Database database) {
        return store("target", id, database);
    }

    public PlanWriter metadata(String id, Database database) {
        return store("metadata", id, database);
    }

    /** A keyed table. @param ids prefix, range or lookup; @param instanceId null if there is none */
    public PlanWriter keyed(String table, String key, String instanceId, String ids) {
        set("table." + table + ".class", "keyed");
        set("table." + table + ".key", key);
        if (instanceId != null) {
            set("table." + table + ".instance-id", instanceId);
        }
        return set("table." + table + ".ids", ids);
    }

    /** A table of children that carry their entity's instance id. */
    public PlanWriter transients(String table, String instanceId) {
        set("table." + table + ".class", "transient");
        return set("table." + table + ".instance-id", instanceId);
    }

    public PlanWriter immutable(String table) {
        return set("table." + table + ".class", "immutable");
    }

    /** A table that stays where it is. @param store the id of its store */
    public PlanWriter pinned(String table, String store) {
        set("table." + table + ".class", "pinned");
        return set("table." + table + ".store", store);
    }

    /** Any setting by its key without {@code migrating.}. */
    public PlanWriter set(String key, String value) {
        settings.put("migrating." + key, value);
        return this;
    }

    /** Writes the file and returns its path. */
    public Path write(Path file) throws IOException {
        StringBuilder text = new StringBuilder();
        settings.forEach(
                (key, value) -> text.append(key).append('=').append(value).append('\n'));
        return Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    }

    private PlanWriter store(String role, String id, Database database) {
        set(role + ".id", id);
        return set(role + ".url", database.url());
    }
}
