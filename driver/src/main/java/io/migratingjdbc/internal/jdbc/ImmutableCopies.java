package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.control.ConnectionSource;
import io.migratingjdbc.internal.dialect.Dialect;
import io.migratingjdbc.internal.dialect.ErrorClass;
import io.migratingjdbc.internal.model.PerRole;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.replicate.Backlog;
import io.migratingjdbc.internal.replicate.Carrier;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.CopyPlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries captured immutable rows to the other store: this process's own right after their commit, and whatever anybody left behind
 * in the background.
 */
final class ImmutableCopies {
    private static final Logger LOG = LoggerFactory.getLogger(ImmutableCopies.class);
    static final Duration LOCK_TIMEOUT = Duration.ofSeconds(10);

    private final Dialect dialect;
    private final ControlSchema control;
    private final PerRole<ConnectionSource> stores;
    private final List<TableName> tables;
    private final Map<Role, Carrier> carriers = new EnumMap<>(Role.class);
    private final ReentrantLock lock = new ReentrantLock();

    /** @param tables the immutable ones */
    ImmutableCopies(Dialect dialect, ControlSchema control, PerRole<ConnectionSource> stores, List<TableName> tables) {
        this.dialect = dialect;
        this.control = control;
        this.stores = stores;
        this.tables = tables;
    }

    /**
     * Carries what a session has just committed. The rows are safe in any case: what fails here stays in the backlog, for the background
     * task of any host.
     */
    void carryOwn(Role from, Connection writer) {
        try {
            int session = dialect.sessionId(writer);
            carry(from, (carrier, source, target) -> carrier.carryOf(source, target, session));
        } catch (SQLException | RuntimeException e) {
            LOG.warn(
                    "Immutable rows of migration {} are committed but not yet in the other store",
                    control.migration(),
                    e);
        }
    }

    /** Carries one batch from a store; false if there was nothing. */
    boolean carrySome(Role from) throws SQLException {
        if (tables.isEmpty()) {
            return false;
        }
        return carry(from, Carrier::carry).entries() > 0;
    }

    @FunctionalInterface
    private interface Carrying {
        Carrier.Carried run(Carrier carrier, Connection source, Connection target) throws SQLException;
    }

    /** Opens the initial store first whatever the direction, so that two directions cannot wait for each other's pools. */
    private Carrier.Carried carry(Role from, Carrying work) throws SQLException {
        try (Connection initial = stores.initial().open();
                Connection target = stores.target().open()) {
            Connection source = from == Role.INITIAL ? initial : target;
            Connection sink = from == Role.INITIAL ? target : initial;
            try {
                return work.run(carrier(from, source, sink), source, sink);
            } catch (SQLException e) {
                if (dialect.classify(e) == ErrorClass.UNDEFINED_TABLE && !new Backlog(control).exists(source)) {
                    return nothing(from);
                }
                throw e;
            }
        }
    }

    /** The migration was cancelled, which this host has not heard of yet: there is no other store to carry to any more. */
    private Carrier.Carried nothing(Role from) {
        LOG.info("Migration {}: the {} store captures no more rows", control.migration(), from);
        return Carrier.Carried.NOTHING;
    }

    /** The stores' schemas are read when rows are first carried in that direction. */
    private Carrier carrier(Role from, Connection source, Connection target) throws SQLException {
        lock.lock();
        try {
            Carrier known = carriers.get(from);
            if (known == null) {
                known = new Carrier(control, CopyPlan.read(source, target, tables), LOCK_TIMEOUT);
                carriers.put(from, known);
            }
            return known;
        } finally {
            lock.unlock();
        }
    }
}
