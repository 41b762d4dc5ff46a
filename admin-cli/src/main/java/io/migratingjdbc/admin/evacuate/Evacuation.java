package io.migratingjdbc.admin.evacuate;

import io.migratingjdbc.admin.chunk.Patience;
import io.migratingjdbc.admin.chunk.Workers;
import io.migratingjdbc.admin.drain.DrainReader;
import io.migratingjdbc.admin.drain.TableCount;
import io.migratingjdbc.admin.drain.TableCounts;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.output.AdminException;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.admin.transition.HostsFollow;
import io.migratingjdbc.admin.transition.Seal;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.EvacuationTriggers;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies the entities that have ended, by the plan's {@code finished-when}, to the store that stays. May be stopped anywhere and run again.
 *
 * <p>The order: the record says in an epoch of its own that there may be copies; all hosts acknowledge it, so that each leaves them out of
 * what it reads; triggers in both stores; the copies.
 */
public final class Evacuation {
    private static final Duration OUTAGE = Duration.ofMinutes(5);

    private final Migration migration;
    private final Text live;
    private final ControlSchema control;

    public Evacuation(Migration migration, Text live) {
        this.migration = migration;
        this.live = live;
        this.control = migration.control();
    }

    public EvacuationResult dryRun() throws SQLException {
        MigrationView view = migration.view();
        Role from = DrainReader.draining(view);
        List<EvacuationResult.Table> tables = new ArrayList<>();
        for (TablePlan keyed : keyedTables()) {
            family(keyed, from);
            tables.add(new EvacuationResult.Table(keyed.name(), 0, 0, 0, left(view, from, keyed), List.of()));
        }
        return result(view, from, true, tables);
    }

    /**
     * @param workers how many batches are copied at the same time
     * @param timeout how long hosts are waited for
     */
    public EvacuationResult run(int workers, Duration timeout) throws SQLException, InterruptedException {
        MigrationView before = migration.view();
        Role from = DrainReader.draining(before);
        List<Family> families = new ArrayList<>();
        for (TablePlan keyed : keyedTables()) {
            families.add(family(keyed, from));
        }
        if (families.isEmpty()) {
            return result(before, from, false, List.of());
        }
        MigrationView copiesExpected = expectCopies(before, from.other());
        if (!new HostsFollow(migration, live).await(copiesExpected, timeout)) {
            throw AdminException.notYet("Nothing was copied: not all hosts know yet that there may be copies of ended"
                    + " entities; run evacuate again");
        }
        MigrationView view = Seal.open(migration, copiesExpected);
        Direction direction = Direction.of(view, from);
        Standing standing = Standing.begin(migration, control, view, direction);
        for (Family family : families) {
            installTriggers(family, direction);
        }
        List<EvacuationResult.Table> tables = new ArrayList<>();
        for (Family family : families) {
            tables.add(copy(view, family, direction, standing, workers));
        }
        EvacuationResult result = result(view, from, false, tables);
        migration.log("evacuate " + result.from(), describe(tables));
        return result;
    }

    private EvacuationResult result(
            MigrationView view, Role from, boolean dryRun, List<EvacuationResult.Table> tables) {
        return new EvacuationResult(view.name(), view.store(from), view.store(from.other()), dryRun, tables);
    }

    private static String describe(List<EvacuationResult.Table> tables) {
        return String.join(
                "; ",
                tables.stream()
                        .map(table -> table.table() + ": " + table.copied() + " copied, " + table.left() + " left")
                        .toList());
    }

    private List<TablePlan> keyedTables() {
        return migration.plan().tables().stream()
                .filter(table -> table.finishedWhen() != null)
                .toList();
    }

    private Family family(TablePlan keyed, Role from) throws SQLException {
        return Family.read(
                migration.plan(),
                keyed,
                migration.stores().connection(from),
                migration.stores().connection(from.other()));
    }

    private MigrationView expectCopies(MigrationView view, Role in) throws SQLException {
        if (view.pending() != null) {
            throw AdminException.notYet("The transition to " + view.pending().to()
                    + " was begun: run advance, which completes it, then evacuate");
        }
        if (view.copiesSince().get(in) > 0) {
            return view;
        }
        try (Connection connection = migration.plane().metadata().open()) {
            MigrationView now = migration.plane().record().expectCopies(connection, view, in);
            migration.log("expect copies in " + view.store(in), "done, epoch " + now.epoch());
            return now;
        }
    }

    private void installTriggers(Family family, Direction direction) throws SQLException {
        // Before the triggers, which look at it; a lock on a row that comes later would find none.
        Sql.execute(
                migration.stores().connection(direction.from()),
                "INSERT INTO " + control.evacuation() + " (migration) VALUES (" + Sql.literal(control.migration())
                        + ") ON CONFLICT (migration) DO NOTHING");
        EvacuationTriggers triggers = new EvacuationTriggers(control, direction.since());
        triggers.installStale(migration.stores().connection(direction.to()), family.plans());
        triggers.installChange(migration.stores().connection(direction.from()), family.plans());
    }

    private EvacuationResult.Table copy(
            MigrationView view, Family family, Direction direction, Standing standing, int workers)
            throws SQLException {
        TablePlan keyed = family.keyed();
        long total = left(view, direction.from(), keyed);
        EvacuationProgress progress = new EvacuationProgress(live, keyed.name(), total);
        FamilyCopy copy = new FamilyCopy(
                new Candidates(control, family, direction, view.copiesSince().get(direction.from())),
                new BatchCopy(control, family, direction, standing),
                progress::copied);
        new Workers(
                        migration.stores().patientSource(direction.from()),
                        migration.stores().patientSource(direction.to()),
                        workers,
                        new Patience(OUTAGE, line -> live.line("  " + line)))
                .run(copy::step);
        return new EvacuationResult.Table(
                keyed.name(),
                copy.copied(),
                copy.rows(),
                copy.gone(),
                left(view, direction.from(), keyed),
                copy.failures());
    }

    private long left(MigrationView view, Role from, TablePlan keyed) throws SQLException {
        return new TableCounts(migration, view, from)
                .read().stream()
                        .filter(count -> count.table().equals(keyed.name()))
                        .mapToLong(TableCount::onlyHere)
                        .sum();
    }
}
