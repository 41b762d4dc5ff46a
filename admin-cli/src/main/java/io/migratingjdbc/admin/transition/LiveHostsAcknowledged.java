package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.internal.control.HostInfo;
import io.migratingjdbc.internal.model.MigrationView;
import java.sql.SQLException;
import java.util.List;

/** Every host that is heard of works by the current epoch. For what is a courtesy to hosts, not for what is safe. */
record LiveHostsAcknowledged() implements Condition {

    @Override
    public Precondition evaluate(Migration migration, MigrationView view) throws SQLException {
        List<HostInfo> behind = migration.hosts().stream()
                .filter(host -> host.live() && host.acknowledgedEpoch() < view.epoch())
                .toList();
        String name = "All live hosts acknowledged epoch " + view.epoch();
        return behind.isEmpty()
                ? Precondition.holds(name)
                : Precondition.waiting(name, behind.size(), HostsAcknowledged.describe(behind));
    }
}
