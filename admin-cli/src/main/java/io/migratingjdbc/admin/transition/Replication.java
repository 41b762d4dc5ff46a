package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.chunk.Patience;
import io.migratingjdbc.admin.chunk.Workers;
import io.migratingjdbc.admin.copy.Copied;
import io.migratingjdbc.admin.copy.DataCopy;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.pace.Pacer;
import io.migratingjdbc.admin.verify.Repair;
import io.migratingjdbc.admin.verify.Verification;
import io.migratingjdbc.internal.control.BacklogCarrier;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.replicate.Backlog;
import io.migratingjdbc.internal.replicate.Backlog.TableBacklog;
import io.migratingjdbc.internal.replicate.Carrier;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.CopyPlan;
import io.migratingjdbc.internal.replicate.CopyTable;
import io.migratingjdbc.internal.replicate.Divergences;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What keeps the immutable tables of a migration the same in both stores, in this command's hands. */
public final class Replication {
    private static final Duration CARRY_LOCK_TIMEOUT = Duration.ofSeconds(5);
    private static final int CARRIERS = 2;
    private static final Duration CARRY_OUTAGE = Duration.ofSeconds(30);
    private static final long MUCH = 10_000;

    private final Migration migration;
    private final ControlSchema control;

    public Replication(Migration migration) {
        this.migration = migration;
        this.control = migration.control();
    }

    /** In the order of copying. */
    List<CopyTable> copyTables() throws SQLException {
        return copyTables(Role.INITIAL);
    }

    /** In the order of copying from that store. */
    List<CopyTable> copyTables(Role from) throws SQLException {
        return plan(from).tables();
    }

    /** How many rows of a store that was given up are still to be carried, as far as anything is left there. */
    long backlogLeft(Role from) throws SQLException {
        return new Backlog(control).exists(connection(from)) ? backlogRows(from) : 0;
    }

    public List<TableBacklog> backlog(Role role) throws SQLException {
        return new Backlog(control).perTable(connection(role));
    }

    public long backlogRows(Role role) throws SQLException {
        return nothingToCarry(role)
                ? 0
                : backlog(role).stream().mapToLong(TableBacklog::rows).sum();
    }

    public long divergences(Role role) throws SQLException {
        return new Divergences(control).count(connection(role));
    }

    /** Looks again at what was divergent. */
    public void recheckDivergences() throws SQLException {
        for (Role role : Role.values()) {
            new Divergences(control).recheck(connection(role), connection(role.other()), plan(role));
        }
    }

    /** Carries what the store has captured to the other one, as several workers if it is much. */
    public void carry(Role from) throws SQLException {
        if (nothingToCarry(from)) {
            return;
        }
        if (backlogRows(from) > MUCH) {
            Carrier carrier = new Carrier(control, plan(from), CARRY_LOCK_TIMEOUT);
            new Workers(
                            migration.stores().patientSource(from),
                            migration.stores().patientSource(from.other()),
                            CARRIERS,
                            new Patience(CARRY_OUTAGE, line -> {}))
                    .run(stores ->
                            carrier.carry(stores.source(), stores.target()).entries() > 0);
        }
        new Carrier(control, plan(from), CARRY_LOCK_TIMEOUT)
                .carryUntilEmpty(connection(from), connection(from.other()), carried -> {});
    }

    /** A migration without immutable tables does not care whether there is a backlog. */
    private boolean nothingToCarry(Role from) throws SQLException {
        return immutableTables().isEmpty() && !new Backlog(control).exists(connection(from));
    }

    /** Step 3 of a transition. */
    BacklogCarrier carrier() {
        return this::carry;
    }

    /** The tables in the order of copying, with the statistics' guess of their rows; -1 for one never analysed. */
    public Map<String, Long> estimatedRows() throws SQLException {
        return DataCopy.estimatedRows(connection(Role.INITIAL), plan(Role.INITIAL));
    }

    /** Copies every immutable row of the initial store that is not in the target, and says what was done now. */
    public Copied copy(MigrationView view, int workers, Pacer pacer, Patience patience, DataCopy.Progress progress)
            throws SQLException {
        GuardedChange change = new GuardedChange(migration, view);
        DataCopy copy = new DataCopy(
                control,
                view.epoch(),
                plan(Role.INITIAL),
                () -> migration
                        .stores()
                        .streamSource(Role.INITIAL, pacer.restrains())
                        .open(),
                migration.stores().patientSource(Role.TARGET),
                workers,
                pacer,
                patience);
        patience.with(() -> {
            change.run(Role.TARGET, copy::begin);
            return null;
        });
        return copy.run(progress, tables -> carryTables(Role.INITIAL, tables));
    }

    /** What these tables have got since they were copied; workers call it, so that it must not use this command's own connections. */
    private void carryTables(Role from, List<TableName> tables) throws SQLException {
        try (Connection here = migration.stores().patientSource(from).open();
                Connection there =
                        migration.stores().patientSource(from.other()).open()) {
            Carrier carrier = new Carrier(control, CopyPlan.read(here, there, tables), CARRY_LOCK_TIMEOUT);
            Carrier.Carried batch;
            do {
                batch = carrier.carry(here, there);
            } while (batch.entries() > 0);
        }
    }

    /** Compares every immutable table of both stores. */
    public Verification verification(MigrationView view, int workers, Pacer pacer, Patience patience)
            throws SQLException {
        return new Verification(
                control,
                view.epoch(),
                plan(Role.INITIAL),
                migration.stores().patientSource(Role.INITIAL),
                migration.stores().patientSource(Role.TARGET),
                workers,
                pacer,
                patience);
    }

    /**
     * Carries rows that one store lacks. In PRE_MIGRATION nobody writes in the target but the copy: what only it has is a stranger's, and
     * stays there.
     */
    public Repair repair(MigrationView view) {
        return (table, missing, extra) -> {
            bring(Role.INITIAL, table, missing);
            if (view.phase() != Phase.PRE_MIGRATION) {
                bring(Role.TARGET, table, extra);
            }
        };
    }

    private void bring(Role from, TableName table, List<String> keys) throws SQLException {
        try (Connection store = migration.stores().patientSource(from).open()) {
            new Backlog(control).add(store, table, keys);
        }
        carryTables(from, List.of(table));
    }

    public List<TableName> immutableTables() {
        return migration.plan().tables().stream()
                .filter(table -> table.tableClass() == TableClass.IMMUTABLE)
                .map(TablePlan::name)
                .toList();
    }

    private CopyPlan plan(Role from) throws SQLException {
        return CopyPlan.read(connection(from), connection(from.other()), immutableTables());
    }

    private Connection connection(Role role) throws SQLException {
        return migration.stores().connection(role);
    }
}
