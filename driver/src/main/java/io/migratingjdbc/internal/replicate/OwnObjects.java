package io.migratingjdbc.internal.replicate;

import io.migratingjdbc.internal.dialect.Dialect;
import java.util.ArrayList;
import java.util.List;

/**
 * The names of all that the product makes in a store's control schema. <em>What is not named here is somebody else's</em>, whatever it
 * is called. The table of fence rows is left out: it is never dropped.
 */
public final class OwnObjects {
    /** Indexes and foreign keys that were put off. */
    public static final String DEFERRED_DDL = "migrating_deferred_ddl";

    /** The record of migrations, by {@code name}. */
    public static final String RECORD = "migrating_migration";

    private OwnObjects() {}

    /** What a metadata store has. Each but {@link #RECORD} has a column {@code migration}. */
    public static List<String> metadataTables(Dialect dialect) {
        return dialect.metadataTables();
    }

    /** What any store may have. Each has a column {@code migration}. */
    public static List<String> tables() {
        List<String> tables = new ArrayList<>(MigrationTables.names());
        tables.add(ControlSchema.FOREIGN);
        tables.add(DEFERRED_DDL);
        return List.copyOf(tables);
    }

    /** All without arguments. */
    public static List<String> functions() {
        return List.of(
                CaptureTriggers.NAME,
                GuardTriggers.INSERT,
                EvacuationFunctions.CHANGE,
                EvacuationFunctions.TRUNCATE,
                EvacuationFunctions.STALE,
                Dialect.ID_FUNCTION);
    }
}
