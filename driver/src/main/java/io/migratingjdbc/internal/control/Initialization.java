package io.migratingjdbc.internal.control;

import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.Fence;
import io.migratingjdbc.internal.model.IdRanges;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.PerRole;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Plan;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.StoreStatus;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * What {@code init} does: control tables, fence rows, the record in STABLE. Safe to repeat after any failure.
 * Fence rows come before the record and are never changed here, so that its transitions start above every epoch
 * its stores have seen.
 */
public final class Initialization {
    private final ControlPlane plane;
    private final Plan plan;

    public Initialization(ControlPlane plane) {
        this.plane = plane;
        this.plan = plane.plan();
    }

    /**
     * @return the record; the existing one if it has the same plan
     * @throws SQLException 08004 if the stores' fences or an existing record do not fit the plan; nothing
     *     was replaced
     */
    public MigrationView run() throws SQLException {
        try (Connection connection = plane.metadata().open()) {
            plane.dialect().createMetadataTables(connection, plane.schema());
            MigrationView existing = plane.record().read(connection).orElse(null);
            if (existing == null) {
                plane.recordWriter().insert(connection, stable(fences(), 1), plan.text());
            } else if (!existing.planHash().equals(plan.hash())) {
                requireReplaceable(existing);
                plane.recordWriter().replace(connection, existing, stable(fences(), existing.epoch() + 1), plan.text());
            }
            MigrationView now = plane.record().current(connection);
            if (!now.planHash().equals(plan.hash())) {
                throw ErrorCode.CONFIGURATION.exception("Migration " + plan.name()
                        + " was initialized with another plan at the same moment; look at its status and run"
                        + " init again");
            }
            return now;
        }
    }

    private PerRole<Fence> fences() throws SQLException {
        return new PerRole<>(fence(Role.INITIAL, StoreStatus.OPEN), fence(Role.TARGET, StoreStatus.CLOSED));
    }

    /** The target also gets the metadata tables, because it takes the record over on completion. */
    private Fence fence(Role role, StoreStatus status) throws SQLException {
        try (Connection connection = plane.stores().get(role).open()) {
            plane.dialect().createStoreTable(connection, plane.schema());
            plane.dialect()
                    .createIdFunction(connection, plane.schema(), plan.stores().get(role));
            if (role == Role.TARGET && plane.recordInInitial()) {
                plane.dialect().createMetadataTables(connection, plane.schema());
            }
            Fence fence = plane.fence(role).ensure(connection, status, 1);
            requireStatus(fence, status);
            return fence;
        }
    }

    private void requireStatus(Fence fence, StoreStatus status) throws SQLException {
        if (fence.status() != status) {
            throw ErrorCode.CONFIGURATION.exception("Store " + fence.store() + " is "
                    + fence.status().text() + " for migration " + plan.name() + " since epoch " + fence.generation()
                    + ", so it cannot be the " + (status == StoreStatus.OPEN ? "initial" : "target")
                    + " store of a new plan; the live data is in the store that is open");
        }
    }

    /** In STABLE a plan is only a plan. After COMPLETED the data moves on from where it went. */
    private void requireReplaceable(MigrationView existing) throws SQLException {
        boolean sameSource =
                existing.phase() == Phase.STABLE && existing.store(Role.INITIAL).equals(plan.initial());
        boolean movesOn = existing.phase() == Phase.COMPLETED
                && existing.store(Role.TARGET).equals(plan.initial());
        if (existing.pending() != null || !(sameSource || movesOn)) {
            throw ErrorCode.CONFIGURATION.exception("Migration " + plan.name() + " (" + existing.store(Role.INITIAL)
                    + " to " + existing.store(Role.TARGET) + ") is in " + existing.phase()
                    + (existing.pending() == null ? "" : " with a transition begun")
                    + " with another plan. A plan can be replaced in STABLE for the same initial store, or after"
                    + " COMPLETED with the former target as the initial store");
        }
    }

    /** A replaced plan gets an epoch of its own, so that hosts acknowledge that they know it. */
    private MigrationView stable(PerRole<Fence> fences, long atLeast) throws SQLException {
        PerRole<Long> generations = fences.map(Fence::generation);
        long epoch = Math.max(atLeast, Math.max(latestEpoch(Role.INITIAL), latestEpoch(Role.TARGET)));
        return new MigrationView(
                plan.name(), Phase.STABLE, epoch, plan.stores(), generations, null, IdRanges.NONE, plan.hash());
    }

    private long latestEpoch(Role role) throws SQLException {
        try (Connection connection = plane.stores().get(role).open()) {
            return plane.fence(role).latestEpoch(connection);
        }
    }
}
