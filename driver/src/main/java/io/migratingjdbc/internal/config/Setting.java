package io.migratingjdbc.internal.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The catalogue of all settings; docs/settings.md is made of it. */
public enum Setting {
    PLAN("migrating.plan", Kind.TEXT, "The plan file: `file:...`, `classpath:...` or a path. Not in the file itself."),

    NAME("migrating.name", Kind.NAME, "Required. The migration's name; the next move of the same tables keeps it."),
    INITIAL_ID("migrating.initial.id", Kind.STORE_ID, "Required. The stable id of the store that is moved from."),
    INITIAL_URL(
            "migrating.initial.url",
            Kind.TEXT,
            "JDBC URL of the initial store. Default: the address in the application's own URL. Required for the CLI."),
    INITIAL_USER("migrating.initial.user", Kind.TEXT, "Default: the application's user."),
    INITIAL_PASSWORD("migrating.initial.password", Kind.TEXT, "Default: the application's password."),
    TARGET_ID("migrating.target.id", Kind.STORE_ID, "Required. The stable id of the store that is moved to."),
    TARGET_URL("migrating.target.url", Kind.TEXT, "Required. JDBC URL of the target store."),
    TARGET_USER("migrating.target.user", Kind.TEXT, "Default: the application's user."),
    TARGET_PASSWORD("migrating.target.password", Kind.TEXT, "Default: the application's password."),
    METADATA_ID(
            "migrating.metadata.id",
            Kind.STORE_ID,
            "The store that keeps the migration's record. Default: the initial store's id."),
    METADATA_URL("migrating.metadata.url", Kind.TEXT, "JDBC URL of the metadata store, if it is a third database."),
    METADATA_USER("migrating.metadata.user", Kind.TEXT, "Default: the application's user."),
    METADATA_PASSWORD("migrating.metadata.password", Kind.TEXT, "Default: the application's password."),
    LEGACY_IDS(
            "migrating.legacy-ids",
            Kind.STORE_ID,
            "The store to which instance ids without a known prefix belong. Default: the initial store's id."),

    TABLE_CLASS(
            "migrating.table.<name>.class",
            new Kind.OneOf(List.of("keyed", "transient", "immutable", "pinned")),
            "How the table's rows behave. `<name>` is a table or schema.table, as the database knows it."),
    TABLE_KEY("migrating.table.<name>.key", Kind.NAMES, "Keyed tables: the columns that are unique over both stores."),
    TABLE_INSTANCE_ID(
            "migrating.table.<name>.instance-id",
            Kind.IDENTIFIER,
            "Keyed and transient tables: the column with the entity's instance id."),
    TABLE_IDS(
            "migrating.table.<name>.ids",
            new Kind.OneOf(List.of("prefix", "range", "lookup")),
            "Keyed tables: how an instance id names its store. Default: `lookup`."),
    TABLE_ENTITY(
            "migrating.table.<name>.entity",
            Kind.TABLE,
            "Transient tables: the keyed table whose instance ids they carry. Default: the only keyed table."),
    TABLE_STORE(
            "migrating.table.<name>.store",
            Kind.STORE_ID,
            "Pinned tables: the store that holds them. Default: the initial store."),
    TABLE_FINISHED_WHEN(
            "migrating.table.<name>.finished-when",
            Kind.PREDICATE,
            "Keyed tables: true of an entity that has ended and does not change any more, such as `status = 'done'`."
                    + " Without it, entities end by being deleted."),

    SCHEMA("migrating.schema", "public", Kind.IDENTIFIER, "The schema of the control tables in each store."),
    POLL_INTERVAL(
            "migrating.poll-interval",
            "500ms",
            span(Duration.ofMillis(10), Duration.ofMinutes(1)),
            "How often a host renews its lease and reads the migration's record."),
    LEASE(
            "migrating.lease",
            "10s",
            span(Duration.ofMillis(100), Duration.ofHours(1)),
            "How long a host counts as alive after it last renewed. At least twice the poll interval."),
    LAUNCH_TRIES(
            "migrating.launch-tries",
            "10",
            new Kind.Whole(1, 1000),
            "How often an autocommit launch starts again when its store closes before the commit."),
    CROSS_STORE(
            "migrating.cross-store",
            "reject",
            new Kind.OneOf(List.of("reject", "ordered")),
            "A transaction that changes rows in both stores: an error, or one commit after the other."),
    GUARD(
            "migrating.guard",
            "on",
            new Kind.OneOf(List.of("on", "off")),
            "Triggers on keyed tables against launches that do not come through the driver."),
    SIDE_POOL_SIZE(
            "migrating.side-pool-size",
            "8",
            new Kind.Whole(1, 200),
            "The driver's own connections to each store, at most, per process."),
    CONNECT_TIMEOUT(
            "migrating.connect-timeout",
            "10s",
            span(Duration.ofMillis(100), Duration.ofMinutes(5)),
            "How long the driver waits for one of its own connections."),
    STATEMENT_CACHE_SIZE(
            "migrating.statement-cache-size",
            "1000",
            new Kind.Whole(0, 1_000_000),
            "How many analysed statement texts are kept."),
    LOOKUP_CACHE_SIZE(
            "migrating.lookup-cache-size",
            "10000",
            new Kind.Whole(0, 10_000_000),
            "How many instance ids are remembered with the store that holds them (`ids=lookup`)."),
    GATHER_ROWS(
            "migrating.gather-rows",
            "100000",
            new Kind.Whole(0, 10_000_000),
            "How many rows of one store a query may bring to the other, where it cannot be answered store by store."),
    SAFE_FUNCTIONS(
            "migrating.safe-functions",
            Kind.NAMES,
            "Your own SQL functions that touch no keyed or transient table, so that statements may call them."),
    CENSUS(
            "migrating.census",
            "off",
            new Kind.OneOf(List.of("on", "off")),
            "Hosts record which statements they run, and what a two-store phase does with each: command `statements`."),
    APPLICATION("migrating.application", Kind.TEXT, "The application's name, as the command `hosts` shows it.");

    static final String PREFIX = "migrating.";
    private static final String TABLE_PREFIX = "migrating.table.<name>.";

    private final String key;
    private final String defaultValue;
    private final Kind kind;
    private final String text;

    Setting(String key, Kind kind, String text) {
        this(key, null, kind, text);
    }

    Setting(String key, String defaultValue, Kind kind, String text) {
        this.key = key;
        this.defaultValue = defaultValue;
        this.kind = kind;
        this.text = text;
    }

    private static Kind span(Duration min, Duration max) {
        return new Kind.Span(min, max);
    }

    /** For a table's setting with {@code <name>} in place of the table. */
    public String key() {
        return key;
    }

    /** Null where there is none, or where it depends on other settings (the text says so). */
    public String defaultValue() {
        return defaultValue;
    }

    /** Form and bounds of the value, in words. */
    public String form() {
        return kind.form();
    }

    /** One line of documentation. */
    public String text() {
        return text;
    }

    boolean allows(String value) {
        return kind.allows(value);
    }

    boolean isFreeText() {
        return kind == Kind.TEXT;
    }

    boolean ofTable() {
        return key.startsWith(TABLE_PREFIX);
    }

    /** Whether it says what is migrated, as opposed to how the driver behaves meanwhile. */
    boolean ofPlan() {
        return compareTo(LEGACY_IDS) <= 0 || ofTable();
    }

    /** The last part of a table's setting. */
    String attribute() {
        return key.substring(TABLE_PREFIX.length());
    }

    static Optional<Setting> ofKey(String key) {
        return Arrays.stream(values())
                .filter(setting -> !setting.ofTable() && setting.key.equals(key))
                .findFirst();
    }

    static Optional<Setting> ofTableAttribute(String attribute) {
        return Arrays.stream(values())
                .filter(setting -> setting.ofTable() && setting.attribute().equals(attribute))
                .findFirst();
    }
}
