package io.migratingjdbc.internal.replicate;

import io.migratingjdbc.internal.control.BacklogCarrier;
import io.migratingjdbc.internal.control.ConnectionSource;
import io.migratingjdbc.internal.model.PerRole;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Step 3 of a transition with a {@link Carrier}. */
public final class ClosedStoreCarrier implements BacklogCarrier {
    private final ControlSchema control;
    private final List<TableName> immutableTables;
    private final PerRole<ConnectionSource> stores;
    private final Duration lockTimeout;

    /** @param lockTimeout how long to wait for rows that another carrier has in its hands */
    public ClosedStoreCarrier(
            ControlSchema control,
            List<TableName> immutableTables,
            PerRole<ConnectionSource> stores,
            Duration lockTimeout) {
        this.control = control;
        this.immutableTables = List.copyOf(immutableTables);
        this.stores = stores;
        this.lockTimeout = lockTimeout;
    }

    @Override
    public void carryUntilEmpty(Role closedStore) throws SQLException {
        if (immutableTables.isEmpty()) {
            return;
        }
        try (Connection source = stores.get(closedStore).open();
                Connection target = stores.get(closedStore.other()).open()) {
            CopyPlan plan = CopyPlan.read(source, target, immutableTables);
            new Carrier(control, plan, lockTimeout).carryUntilEmpty(source, target, sum -> {});
        }
    }
}
