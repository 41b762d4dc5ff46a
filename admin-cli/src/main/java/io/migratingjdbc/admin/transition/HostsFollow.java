package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.internal.model.MigrationView;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for hosts where the record says something new in the same phase. */
public final class HostsFollow {
    private final Migration migration;
    private final Text live;

    public HostsFollow(Migration migration, Text live) {
        this.migration = migration;
        this.live = live;
    }

    /** @return whether every host on the list has acknowledged the record's epoch */
    public boolean await(MigrationView view, Duration timeout) throws SQLException, InterruptedException {
        return new Waiting(
                        migration,
                        live,
                        duration -> new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS),
                        System::nanoTime)
                .untilHostsKnow("there may be copies", view, timeout);
    }
}
