package io.migratingjdbc.internal.control;

import java.time.Instant;

/**
 * A row of the list of hosts.
 *
 * @param live whether the lease still runs, by the database's clock
 */
public record HostInfo(
        HostIdentity identity,
        long acknowledgedEpoch,
        int inFlight,
        Instant leaseUntil,
        Instant startedAt,
        boolean live) {}
