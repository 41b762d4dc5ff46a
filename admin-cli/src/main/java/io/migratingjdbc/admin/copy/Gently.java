package io.migratingjdbc.admin.copy;

/** Settings of sessions that shall not be felt by others. */
final class Gently {
    /**
     * What was written goes on to the disk at once. Else the operating system collects it for half a minute, and then writes it all in a
     * moment in which nobody else's commit comes through, long after the pace could have prevented it.
     */
    private static final String FLUSH = "backend_flush_after = '256kB'";

    static final String TRANSACTION = "SET LOCAL " + FLUSH;
    /** With the delay that autovacuum has. */
    static final String VACUUM = "SET vacuum_cost_delay = '2ms'; SET " + FLUSH;

    private Gently() {}
}
