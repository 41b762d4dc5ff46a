package io.migratingjdbc.internal.control;

import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Finds the record that counts: the configured metadata store's, or the copy that the target got on completion.
 * The copy is trusted only if it says COMPLETED or has a later epoch (protocol section 10).
 */
public final class RecordLocator {
    private final ControlPlane plane;

    public RecordLocator(ControlPlane plane) {
        this.plane = plane;
    }

    /** @param source the store in which the record was found and is to be followed from now on */
    public record Located(MigrationView view, ConnectionSource source) {}

    /**
     * @return empty if the migration was never initialized
     * @throws SQLException 08001 if the metadata store cannot be read and the target has no record to trust
     */
    public Optional<Located> locate() throws SQLException {
        Optional<MigrationView> configured;
        try {
            configured = read(plane.metadata());
        } catch (SQLException unreachable) {
            Optional<Located> copy = trustedCopy(null, unreachable);
            if (copy.isPresent()) {
                return copy;
            }
            throw ErrorCode.UNREACHABLE.exception(
                    "Migration " + plane.plan().name() + ": the metadata store "
                            + plane.plan().metadata() + " cannot be read, and the target has no record to trust",
                    unreachable);
        }
        Optional<Located> copy =
                worthComparing(configured) ? trustedCopy(configured.orElse(null), null) : Optional.empty();
        return copy.or(() -> configured.map(view -> new Located(view, plane.metadata())));
    }

    /**
     * The target's copy, if it is to be trusted over what is known.
     *
     * @param known what is known from the metadata store or from before; null for nothing
     * @param unreachable why the metadata store was not read, to which a failure here is added; null if it was
     */
    Optional<Located> trustedCopy(MigrationView known, SQLException unreachable) {
        if (!plane.recordInInitial()) {
            return Optional.empty();
        }
        try {
            return read(plane.stores().target())
                    .filter(copy -> trusted(copy, known))
                    .map(copy -> new Located(copy, plane.stores().target()));
        } catch (SQLException e) {
            if (unreachable != null) {
                unreachable.addSuppressed(e);
            }
            return Optional.empty();
        }
    }

    /** In STABLE nothing depends on the target, which need not even exist yet. */
    private static boolean worthComparing(Optional<MigrationView> configured) {
        return configured.map(view -> view.phase() != Phase.STABLE).orElse(true);
    }

    /** Another plan's COMPLETED would be that of an earlier migration, which may have gone the other way. */
    private boolean trusted(MigrationView copy, MigrationView known) {
        boolean completed = copy.phase() == Phase.COMPLETED
                && copy.planHash().equals(plane.plan().hash());
        return known == null ? completed : copy.epoch() > known.epoch() || (completed && copy.epoch() == known.epoch());
    }

    private Optional<MigrationView> read(ConnectionSource source) throws SQLException {
        try (Connection connection = source.open()) {
            return plane.record().read(connection);
        }
    }
}
