package io.migratingjdbc.internal.replicate;

/**
 * Where a migration's control objects are in a store.
 *
 * @param schema the schema that holds them, as the database knows it
 * @param migration the migration's name
 */
public record ControlSchema(String schema, String migration) {
    public static final String DEFAULT = "public";
    static final String FOREIGN = "migrating_foreign";

    /** The quoted and qualified name of a control object. */
    public String object(String name) {
        return Sql.quote(schema) + "." + Sql.quote(name);
    }

    /** The primary keys of new rows that the other store does not have yet. */
    public String backlog() {
        return object("migrating_backlog");
    }

    String divergence() {
        return object("migrating_divergence");
    }

    /** Tables that are being copied into this store. */
    public String copiedTable() {
        return object("migrating_copied_table");
    }

    /** Their chunks, planned and done. */
    public String copiedChunk() {
        return object("migrating_copied_chunk");
    }

    /** The sequences that start has changed, as it found them. */
    public String foundSequence() {
        return object("migrating_found_sequence");
    }

    /** Whether the tables that are copied into this store were empty when start came. */
    public String foundTable() {
        return object("migrating_found_table");
    }

    String captureFunction() {
        return object(CaptureTriggers.NAME);
    }

    /** The copies of ended entities of the other store. */
    public String evacuated() {
        return object("migrating_evacuated");
    }

    /** The ended entities of this store that were copied, or are being copied, to the other one. */
    public String ended() {
        return object("migrating_ended");
    }

    /** Which of them changed nevertheless. */
    public String endedChange() {
        return object("migrating_ended_change");
    }

    /**
     * The number of the last run that copied to this store; in which epoch it was sealed, so that nothing of an entity may change in it any
     * more; and since which epoch the copies in it count as rows like any others.
     */
    public String evacuation() {
        return object("migrating_evacuation");
    }

    /** How many rows were left in this store, and when. */
    public String drained() {
        return object("migrating_drained");
    }

    /** How far the immutable tables were compared. */
    public String verified() {
        return object("migrating_verified");
    }

    /** How fast rows may be copied into this store and compared. */
    public String pace() {
        return object("migrating_pace");
    }

    /** A row for each migration that needs these tables. */
    public String inUse() {
        return object(MigrationTables.IN_USE);
    }

    String foreign() {
        return object(FOREIGN);
    }

    String store() {
        return object("migrating_store");
    }
}
