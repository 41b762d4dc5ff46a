package io.migratingjdbc.internal.dialect;

/** The advisory locks that trigger functions share with the driver. */
public final class PostgresLocks {
    private PostgresLocks() {}

    /** The key of the migration's fence lock. */
    public static long fenceKey(String migration) {
        return PostgresFence.lockKey(migration);
    }
}
