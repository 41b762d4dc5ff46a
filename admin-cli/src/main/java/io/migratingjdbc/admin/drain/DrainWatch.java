package io.migratingjdbc.admin.drain;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.internal.model.MigrationView;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Shows how a store drains until nothing is left, or until the phase is another one. */
public final class DrainWatch {
    private final Migration migration;
    private final Text live;
    private final Duration interval;
    private List<String> shown = List.of();

    public DrainWatch(Migration migration, Text live, Duration interval) {
        this.migration = migration;
        this.live = live;
        this.interval = interval;
    }

    /** @return as it was at the last look */
    public DrainReport until(Duration timeout) throws SQLException, InterruptedException {
        long start = System.nanoTime();
        MigrationView view = migration.view();
        DrainReader reader = new DrainReader(migration);
        Sparingly<DrainReport> look = new Sparingly<>(() -> reader.read(migration.view()), System::nanoTime);
        DrainReport report = look.fresh();
        show(report);
        while (!report.drained() && System.nanoTime() - start < timeout.toNanos()) {
            Duration pause = interval.compareTo(look.pause()) > 0 ? interval : look.pause();
            new CountDownLatch(1).await(pause.toMillis(), TimeUnit.MILLISECONDS);
            if (migration.view().phase() != view.phase()) {
                return reader.read(migration.view());
            }
            report = look.fresh();
            show(report);
        }
        return report.drained() ? report : report.inVain();
    }

    private void show(DrainReport report) {
        List<String> lines = report.lines(live.bar());
        if (!lines.equals(shown)) {
            live.again(shown.size(), lines);
            shown = lines;
        }
    }
}
