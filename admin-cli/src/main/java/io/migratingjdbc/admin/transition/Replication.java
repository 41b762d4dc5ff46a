package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.internal.control.BacklogCarrier;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.replicate.Backlog;
import io.migratingjdbc.internal.replicate.Backlog.TableBacklog;
import io.migratingjdbc.internal.replicate.BulkCopy;
import io.migratingjdbc.internal.replicate.CaptureTriggers;
import io.migratingjdbc.internal.replicate.Carrier;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.CopyPlan;
import io.migratingjdbc.internal.replicate.Divergences;
import io.migratingjdbc.internal.replicate.ReplicationSchema;
import io.migratingjdbc.internal.replicate.TableVerification;
import io.migratingjdbc.internal.replicate.Verification;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What keeps the immutable tables of a migration the same in both stores, in this command's hands. */
public final class Replication {
    private static final Duration CARRY_LOCK_TIMEOUT = Duration.ofSeconds(5);

    private final Migration migration;
    private final ControlSchema control;

    public Replication(Migration migration) {
        this.migration = migration;
        this.control =
                new ControlSchema(migration.plane().schema(), migration.plan().name());
    }

    /** Told, while a table is copied, how far it is. */
    public interface CopyProgress {
        /** @param estimated the statistics' guess of all rows; -1 if there is none */
        void copied(TableName table, long rows, long estimated);
    }

    public ControlSchema control() {
        return control;
    }

    /** In both stores; idempotent. From when this returns, no new row can be missed. */
    public void installCapture() throws SQLException {
        for (Role role : Role.values()) {
            Connection connection = connection(role);
            new ReplicationSchema(control).install(connection);
            new CaptureTriggers(control).install(connection, immutableTables());
        }
    }

    /** In one store, unless the migration has left the phase that was read. */
    void removeCapture(MigrationView view, Role role) throws SQLException {
        new GuardedChange(migration, view).run(role, inTransaction -> {
            try (Statement statement = inTransaction.createStatement()) {
                for (TableName table : immutableTables()) {
                    statement.execute("DROP TRIGGER IF EXISTS migrating_capture ON " + migration.sqlName(role, table));
                }
            }
        });
    }

    public List<TableBacklog> backlog(Role role) throws SQLException {
        return new Backlog(control).perTable(connection(role));
    }

    public long backlogRows(Role role) throws SQLException {
        return backlog(role).stream().mapToLong(TableBacklog::rows).sum();
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

    /** Carries what the store has captured to the other one. */
    public void carry(Role from) throws SQLException {
        new Carrier(control, plan(from), CARRY_LOCK_TIMEOUT)
                .carryUntilEmpty(connection(from), connection(from.other()), carried -> {});
    }

    /** Step 3 of a transition. */
    BacklogCarrier carrier() {
        return this::carry;
    }

    /** The tables in the order of copying, with the statistics' guess of their rows; -1 for one never analysed. */
    public Map<String, Long> estimatedRows() throws SQLException {
        CopyPlan plan = plan(Role.INITIAL);
        Map<String, Long> estimates = new LinkedHashMap<>();
        for (TableName table : plan.names()) {
            estimates.put(table.toString(), new BulkCopy(plan).estimatedRows(connection(Role.INITIAL), table));
        }
        return estimates;
    }

    /** Copies every immutable row of the initial store to the target, and says how many are new there. */
    public long copy(CopyProgress progress) throws SQLException {
        installCapture();
        CopyPlan plan = plan(Role.INITIAL);
        BulkCopy copy = new BulkCopy(plan);
        long inserted = 0;
        for (TableName table : plan.names()) {
            long estimated = copy.estimatedRows(connection(Role.INITIAL), table);
            List<TableName> before = plan.names().subList(0, plan.names().indexOf(table));
            BulkCopy.Progress copying = new BulkCopy.Progress() {
                @Override
                public void copied(long rows, long bytes) {
                    progress.copied(table, rows, estimated);
                }

                @Override
                public void snapshotTaken() throws SQLException {
                    carryTables(before);
                }
            };
            inserted += copy.copy(connection(Role.INITIAL), connection(Role.TARGET), table, copying)
                    .inserted();
        }
        return inserted;
    }

    /** What these tables have got since they were copied; this command's own connection to the initial store is busy. */
    private void carryTables(List<TableName> copied) throws SQLException {
        Connection target = connection(Role.TARGET);
        try (Connection initial = migration.stores().source(Role.INITIAL).open()) {
            Carrier carrier = new Carrier(control, CopyPlan.read(initial, target, copied), CARRY_LOCK_TIMEOUT);
            Carrier.Carried batch;
            do {
                batch = carrier.carry(initial, target);
            } while (batch.entries() > 0);
        }
    }

    public List<TableVerification> verify() throws SQLException {
        CopyPlan plan = plan(Role.INITIAL);
        Verification verification = new Verification(control, plan);
        List<TableVerification> results = new ArrayList<>();
        for (TableName table : plan.names()) {
            results.add(verification.verify(connection(Role.INITIAL), connection(Role.TARGET), table));
        }
        return results;
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
