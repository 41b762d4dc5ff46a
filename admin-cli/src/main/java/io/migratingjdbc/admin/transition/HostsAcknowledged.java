package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.internal.control.HostInfo;
import io.migratingjdbc.internal.model.MigrationView;
import java.sql.SQLException;
import java.util.List;

/** Every host on the list works by the current epoch and has no launch of an older one in flight. */
final class HostsAcknowledged implements Condition {

    @Override
    public Precondition evaluate(Migration migration, MigrationView view) throws SQLException {
        List<HostInfo> hosts = migration.hosts();
        List<HostInfo> behind = hosts.stream()
                .filter(host -> !host.live() || host.acknowledgedEpoch() < view.epoch())
                .toList();
        String name = "All hosts (" + hosts.size() + ") acknowledged epoch " + view.epoch();
        return behind.isEmpty()
                ? Precondition.holds(name)
                : Precondition.waiting(name, behind.size(), describe(behind));
    }

    static String describe(List<HostInfo> behind) {
        return String.join(
                "; ", behind.stream().map(HostsAcknowledged::describe).toList());
    }

    private static String describe(HostInfo host) {
        String name = "host " + host.identity().hostId() + " ("
                + host.identity().application() + " at " + host.identity().address() + ")";
        return host.live()
                ? "waiting for " + name + ", which is at epoch " + host.acknowledgedEpoch() + " with " + host.inFlight()
                        + " launches in flight"
                : name + " has not been heard of since " + host.leaseUntil() + ": bring it back, or if it is dead:"
                        + " hosts evict " + host.identity().hostId();
    }
}
