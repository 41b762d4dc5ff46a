package io.migratingjdbc.internal.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What is migrated and how: the stores by id and the class of every table. Has no addresses and no passwords, so that it
 * can be saved in the migration record and compared by hash.
 *
 * @param legacyIds the store to which instance ids without a known prefix belong
 * @param tables sorted by name
 */
public record Plan(
        String name, StoreId initial, StoreId target, StoreId metadata, StoreId legacyIds, List<TablePlan> tables) {

    public Plan {
        tables = tables.stream().sorted((a, b) -> a.name().compareTo(b.name())).toList();
    }

    public PerRole<StoreId> stores() {
        return new PerRole<>(initial, target);
    }

    /** The role of a store; empty if the id names neither. */
    public Optional<Role> roleOf(StoreId store) {
        if (store.equals(initial)) {
            return Optional.of(Role.INITIAL);
        }
        return store.equals(target) ? Optional.of(Role.TARGET) : Optional.empty();
    }

    /** Whether a table is pinned to the store in this role, which then is needed in every phase. */
    public boolean pins(Role role) {
        return tables.stream().anyMatch(table -> stores().get(role).equals(table.pinnedTo()));
    }

    /** The plan of a table, however the statement qualified it; empty for a table with no class. */
    public Optional<TablePlan> table(TableName name) {
        return tables.stream().filter(table -> table.name().mayBe(name)).findFirst();
    }

    /** The canonical text: what is saved, and what the hash is taken of. */
    public String text() {
        StringBuilder text = new StringBuilder();
        line(text, "migrating.name", name);
        line(text, "migrating.initial.id", initial);
        line(text, "migrating.target.id", target);
        line(text, "migrating.metadata.id", metadata);
        line(text, "migrating.legacy-ids", legacyIds);
        for (TablePlan table : tables) {
            String prefix = "migrating.table." + table.name() + ".";
            line(text, prefix + "class", lower(table.tableClass()));
            line(text, prefix + "key", table.key().isEmpty() ? null : String.join(",", table.key()));
            line(text, prefix + "instance-id", table.instanceId());
            line(text, prefix + "ids", table.ids() == null ? null : lower(table.ids()));
            line(text, prefix + "entity", table.tableClass() == TableClass.TRANSIENT ? table.entity() : null);
            line(text, prefix + "store", table.pinnedTo());
            line(text, prefix + "finished-when", table.finishedWhen());
        }
        return text.toString();
    }

    public String hash() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    private static void line(StringBuilder text, String key, Object value) {
        if (value != null) {
            text.append(key).append('=').append(value).append('\n');
        }
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(java.util.Locale.ROOT);
    }
}
