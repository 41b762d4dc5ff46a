package io.migratingjdbc.admin.drain;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.output.AdminException;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TablePlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads how far the store that is being given up is drained. */
public final class DrainReader {
    private final Migration migration;

    public DrainReader(Migration migration) {
        this.migration = migration;
    }

    /** @throws AdminException not yet, where no store is being given up */
    public static Role draining(MigrationView view) {
        return view.phase()
                .draining()
                .orElseThrow(() -> AdminException.notYet("No store is being given up in " + view.phase() + ": "
                        + switch (view.phase()) {
                            case STABLE -> "run start first";
                            case PRE_MIGRATION, PRE_ROLLBACK -> "run advance first, which ends launches in one of them";
                            default -> "nothing is left to be drained";
                        }));
    }

    public DrainReport read(MigrationView view) throws SQLException {
        Role role = draining(view);
        Connection connection = migration.stores().connection(role);
        Samples samples = new Samples(migration.control(), view.store(role), view.generation(role));
        List<TableCount> counts = new TableCounts(migration, view, role).read();
        List<DrainReport.Table> tables = new ArrayList<>();
        for (TableCount count : counts) {
            tables.add(table(count, samples.progress(connection, count.table(), count.left())));
        }
        samples.note(connection, counts);
        return new DrainReport(
                view.name(),
                view.phase(),
                view.store(role),
                counts.stream().allMatch(count -> count.left() == 0),
                tables,
                oldest(role, counts),
                false);
    }

    private static DrainReport.Table table(TableCount count, Samples.Progress progress) {
        boolean known = count.left() <= TableCount.LIMIT && !Double.isNaN(progress.perSecond());
        Duration timeLeft = known ? progress.timeLeft(count.left()).orElse(null) : null;
        return new DrainReport.Table(
                count.table(),
                count.tableClass(),
                count.left(),
                progress.most(),
                count.ended(),
                count.onlyHere(),
                known ? Math.round(progress.perSecond() * 36_000) / 10.0 : null,
                timeLeft);
    }

    private List<Entity> oldest(Role role, List<TableCount> counts) throws SQLException {
        List<Entity> oldest = new ArrayList<>();
        for (TableCount count : counts) {
            if (count.tableClass() == TableClass.KEYED && count.left() > 0) {
                TablePlan plan = migration.plan().table(count.table()).orElseThrow();
                oldest.addAll(new OldestEntities(migration, role).of(plan));
            }
        }
        return oldest;
    }
}
