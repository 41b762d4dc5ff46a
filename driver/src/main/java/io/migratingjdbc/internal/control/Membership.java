package io.migratingjdbc.internal.control;

import io.migratingjdbc.internal.dialect.ErrorClass;
import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A host's row in the list of hosts, in the store whose record it follows: the metadata store, and after
 * completion the target. Used by one thread at a time, but for notes.
 */
final class Membership {
    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    private final ControlPlane plane;
    private final HostIdentity identity;
    private final Duration lease;
    private final LongSupplier nanoTime;
    private final RecordLocator locator;
    private volatile ConnectionSource source;

    Membership(ControlPlane plane, HostIdentity identity, Duration lease, LongSupplier nanoTime) {
        this.plane = plane;
        this.identity = identity;
        this.lease = lease;
        this.nanoTime = nanoTime;
        this.locator = new RecordLocator(plane);
        this.source = plane.metadata();
    }

    /** @param sentAt monotonic time before the renewing request was sent */
    record Reading(MigrationView view, long sentAt) {}

    /**
     * Renews the lease, acknowledges, reads the record; registers first where the host is not on the list.
     *
     * @param known the latest view; null before the first
     */
    Reading renew(ViewState.Acknowledgement acknowledgement, MigrationView known) throws SQLException {
        try {
            return unlessContinued(renewAt(source, acknowledgement), acknowledgement);
        } catch (SQLException e) {
            Optional<RecordLocator.Located> copy = followsTarget() ? Optional.empty() : locator.trustedCopy(known, e);
            if (copy.isEmpty()) {
                throw e;
            }
            Reading reading = renewAt(copy.get().source(), acknowledgement);
            follow(copy.get().source());
            return reading;
        }
    }

    /** Behind a record that says COMPLETED the target's may have gone on, to the next migration. */
    private Reading unlessContinued(Reading reading, ViewState.Acknowledgement acknowledgement) throws SQLException {
        if (reading.view().phase() != Phase.COMPLETED || followsTarget()) {
            return reading;
        }
        boolean continued = locator.trustedCopy(reading.view(), null)
                .filter(copy -> copy.view().epoch() > reading.view().epoch())
                .isPresent();
        return continued ? renewAt(plane.stores().target(), acknowledgement) : reading;
    }

    /**
     * Once COMPLETED is acknowledged the initial store may be given up at any time: leaves it for the target's
     * record. Where that cannot be done now, the next reading tries again.
     */
    void moveToTarget(ViewState.Acknowledgement acknowledgement, MigrationView known) {
        if (followsTarget() || locator.trustedCopy(known, null).isEmpty()) {
            return;
        }
        ConnectionSource left = source;
        try {
            renewAt(plane.stores().target(), acknowledgement);
        } catch (SQLException e) {
            LOG.info("Migration {}: the target's record cannot be followed yet: {}", known.name(), e.getMessage());
            return;
        }
        follow(plane.stores().target());
        deregister(left);
    }

    void note(String what, String result) throws SQLException {
        try (Connection connection = source.open()) {
            plane.events().append(connection, "host " + identity.hostId(), what, result);
        }
    }

    void leave() {
        deregister(source);
    }

    private Reading renewAt(ConnectionSource at, ViewState.Acknowledgement acknowledgement) throws SQLException {
        try (Connection connection = at.open()) {
            Reading reading = renewOnce(connection, acknowledgement);
            if (reading == null) {
                plane.hosts().register(connection, identity, lease);
                reading = renewOnce(connection, acknowledgement);
            }
            if (reading == null) {
                throw ErrorCode.UNREACHABLE.exception("Host " + identity.hostId() + " of migration "
                        + plane.plan().name() + " was evicted while it registered");
            }
            return reading;
        }
    }

    /** @return null if the host is not on the list, so that what was read must not be used */
    private Reading renewOnce(Connection connection, ViewState.Acknowledgement acknowledgement) throws SQLException {
        long sentAt = nanoTime.getAsLong();
        Hosts.Renewal renewal;
        try {
            renewal = plane.hosts()
                    .renew(connection, identity.hostId(), lease, acknowledgement.epoch(), acknowledgement.inFlight());
        } catch (SQLException e) {
            throw plane.dialect().classify(e) == ErrorClass.UNDEFINED_TABLE ? neverInitialized() : e;
        }
        if (renewal.view() == null) {
            throw neverInitialized();
        }
        return renewal.registered() ? new Reading(renewal.view(), sentAt) : null;
    }

    private SQLException neverInitialized() {
        return ErrorCode.CONFIGURATION.exception(
                "Migration " + plane.plan().name() + " has no record in metadata store "
                        + plane.plan().metadata() + "; initialize it with: ./migrating init --plan <file>");
    }

    private boolean followsTarget() {
        return source != plane.metadata();
    }

    private void follow(ConnectionSource target) {
        source = target;
        LOG.info(
                "Migration {}: following the record in the target store from now on",
                plane.plan().name());
    }

    private void deregister(ConnectionSource from) {
        try (Connection connection = from.open()) {
            plane.hosts().deregister(connection, identity.hostId());
        } catch (SQLException e) {
            LOG.info("Host {} could not deregister; its lease runs out: {}", identity.hostId(), e.getMessage());
        }
    }
}
