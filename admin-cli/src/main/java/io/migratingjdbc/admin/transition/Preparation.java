package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.chunk.Patience;
import io.migratingjdbc.admin.copy.Copied;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.admin.pace.Orders;
import io.migratingjdbc.admin.pace.Pacer;
import io.migratingjdbc.admin.schema.DeferredDdl;
import io.migratingjdbc.admin.transition.Strangers.TableStrangers;
import io.migratingjdbc.admin.verify.Repair;
import io.migratingjdbc.admin.verify.TableVerification;
import io.migratingjdbc.admin.verify.Verification;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TablePlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** The long work before MIGRATION: copying the immutable tables, and comparing them. */
public final class Preparation {
    /** Unless the operator says otherwise. */
    public static final int WORKERS = 2;

    /** How long work that may be done again waits for a store that went away. */
    static final Duration OUTAGE = Duration.ofMinutes(10);

    private final Migration migration;
    private final Text live;
    private final Replication replication;

    public Preparation(Migration migration, Text live) {
        this.migration = migration;
        this.live = live;
        this.replication = new Replication(migration);
    }

    public CopyPlanResult copyPlan(MigrationView view) throws SQLException {
        Pace.requireTwoStores(view, "copy");
        return new CopyPlanResult(replication.estimatedRows());
    }

    /**
     * @param workers how many chunks are copied at the same time
     * @param orders what the operator changes of the pace
     */
    public CopyResult copy(MigrationView view, int workers, UnaryOperator<Orders> orders) throws SQLException {
        Pace.requireTwoStores(view, "copy");
        new Installation(migration).capture(view);
        Movement movement = new Movement("copying", live);
        long start = System.nanoTime();
        try (Pacer pacer = new Pace(migration).pacer(orders, live)) {
            Copied copied = replication.copy(
                    view,
                    workers,
                    pacer,
                    patience(),
                    (table, rows, expected) -> movement.show(table, rows.read(), expected, rows.bytes()));
            double seconds = (System.nanoTime() - start) / 1e9;
            if (!pacer.stopped()) {
                migration.stores().forgetLost();
                replication.carry(Role.INITIAL);
                makeDeferred();
                new Milestones(migration).copied(view, copied.inserted() + " rows were new in the target");
            }
            return new CopyResult(!pacer.stopped(), copied.read(), copied.inserted(), copied.bytes(), seconds);
        }
    }

    /** The indexes and foreign keys that were put off until the rows are there. */
    void makeDeferred() throws SQLException {
        try (Connection target = migration.stores().patientSource(Role.TARGET).open()) {
            List<String> made = new DeferredDdl(migration.control())
                    .apply(
                            target,
                            migration.moved().stream().map(TablePlan::name).toList(),
                            () -> replication.carry(Role.INITIAL),
                            step -> live.line("  " + step));
            if (!made.isEmpty()) {
                migration.log("make what was put off", "done: " + String.join(", ", made));
            }
        }
    }

    public VerifyResult verify(MigrationView view, VerifyOptions options) throws SQLException {
        Pace.requireTwoStores(view, "verify");
        replication.recheckDivergences();
        Movement movement = new Movement("comparing", live);
        long start = System.nanoTime();
        try (Pacer pacer = new Pace(migration).pacer(options.orders(), live)) {
            Verification.Result result = replication
                    .verification(view, options.workers(), pacer, patience())
                    .run(
                            migration.now(),
                            Conditions.DEFAULT.verifyMaxAge(),
                            options.again(),
                            options.repair() ? replication.repair(view) : Repair.NONE,
                            (table, rows, expected) -> movement.show(table, rows, expected, 0));
            double seconds = (System.nanoTime() - start) / 1e9;
            migration.stores().forgetLost();
            List<TableStrangers> strangers = new Strangers(migration).find();
            VerifyResult found = new VerifyResult(
                    result.complete(),
                    result.complete()
                            && strangers.isEmpty()
                            && result.tables().stream().allMatch(TableVerification::clean),
                    result.tables(),
                    strangers,
                    result.began(),
                    seconds);
            if (found.complete()) {
                new Milestones(migration).verified(view, found.clean(), result.began(), found.findings());
            }
            return found;
        }
    }

    /** With a store that goes away for a while. */
    private Patience patience() {
        return new Patience(OUTAGE, line -> live.line("  " + line));
    }
}
