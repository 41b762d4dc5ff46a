package io.migratingjdbc.admin.copy;

import io.migratingjdbc.admin.chunk.Patience;
import io.migratingjdbc.admin.chunk.Workers;
import io.migratingjdbc.admin.pace.Pacer;
import io.migratingjdbc.internal.control.ConnectionSource;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.CopyPlan;
import io.migratingjdbc.internal.replicate.CopyTable;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Copies the rows of immutable tables that were there before capture was installed; what comes later is in the backlog. Each chunk is read
 * in a snapshot of its own: whatever is not in the backlog had been committed before the first of them. May be stopped anywhere, by
 * kill -9 too, and run again: the chunks that are done stay done. Rows that are there are left as they are; whether those have the same
 * content is for the verification to say.
 */
public final class DataCopy {
    private final CopyPlan plan;
    private final Checkpoints checkpoints;
    private final ConnectionSource source;
    private final ConnectionSource target;
    private final int workers;
    private final Pacer pacer;
    private final Patience patience;

    /** @param epoch the migration's, in which capture has been in place without a gap */
    public DataCopy(
            ControlSchema control,
            long epoch,
            CopyPlan plan,
            ConnectionSource source,
            ConnectionSource target,
            int workers,
            Pacer pacer,
            Patience patience) {
        this.patience = patience;
        this.pacer = pacer;
        this.plan = plan;
        this.checkpoints = new Checkpoints(control, epoch);
        this.source = source;
        this.target = target;
        this.workers = workers;
    }

    /** Told as chunks are committed. Called by several threads. */
    public interface Progress {
        /**
         * @param copied so far, earlier runs included
         * @param expected the statistics' guess of all rows; -1 if there is none
         */
        void copied(TableName table, Copied copied, long expected);
    }

    /** Brings over what these tables have got since they were copied. */
    @FunctionalInterface
    public interface Carrying {
        void carry(List<TableName> tables) throws SQLException;
    }

    /**
     * Before {@link #run}; idempotent.
     *
     * @param inTransaction in the target, in which the phase cannot change: a copy that was asleep must not begin again what was taken back
     */
    public void begin(Connection inTransaction) throws SQLException {
        try (Connection here = source.open()) {
            for (CopyTable table : plan.tables()) {
                checkpoints.begin(inTransaction, table.name(), estimatedRows(here, table));
            }
        }
    }

    /** All tables, referenced ones first; what was copied by this run. */
    public Copied run(Progress progress, Carrying carrying) throws SQLException {
        Copied total = Copied.NOTHING;
        for (CopyTable table : plan.tables()) {
            if (pacer.mayGoOn()) {
                total = total.plus(copy(table, progress, carrying));
            }
        }
        return total;
    }

    private Copied copy(CopyTable table, Progress progress, Carrying carrying) throws SQLException {
        List<TableName> names = plan.names();
        List<TableName> before = names.subList(0, names.indexOf(table.name()));
        Checkpoints.State state = patience.with(() -> state(table));
        AtomicReference<Copied> now = new AtomicReference<>(Copied.NOTHING);
        TableCopy copying = new TableCopy(
                table,
                checkpoints,
                pacer,
                () -> carrying.carry(before),
                chunk -> progress.copied(
                        table.name(),
                        now.accumulateAndGet(chunk, Copied::plus).plus(state.copied()),
                        state.expected()));
        while (!patience.with(() -> isComplete(table)) && pacer.mayGoOn()) {
            if (!workedToTheEnd(copying)) {
                continue;
            }
            while (pacer.mayGoOn() && !patience.with(() -> othersAreDone(table))) {
                // Each look waits a while by itself.
            }
        }
        if (now.get().inserted() > 0 && !pacer.stopped()) {
            patience.with(() -> tidyUp(table));
        }
        return now.get();
    }

    /** @return false if the workers have to begin anew, with other connections: those are made for a held rate, or for a free one */
    private boolean workedToTheEnd(TableCopy copying) throws SQLException {
        boolean restrained = pacer.restrains();
        AtomicBoolean changed = new AtomicBoolean();
        new Workers(source, target, workers, patience).run(stores -> {
            if (pacer.restrains() != restrained) {
                changed.set(true);
                return false;
            }
            return copying.step(stores);
        });
        return !changed.get();
    }

    /**
     * Gives the planner its statistics, and spares the first readers of the new rows, the verification above all, from noting in each of
     * them that its transaction was committed, which is as much work as it was to write them. Without the right to do so this is left to the
     * server's own maintenance.
     */
    private Void tidyUp(CopyTable table) throws SQLException {
        try (Connection there = target.open()) {
            Sql.execute(there, "SET statement_timeout = 0; SET lock_timeout = '10s'");
            if (pacer.restrains()) {
                Sql.execute(there, Gently.VACUUM);
            }
            vacuum(there, table);
            return null;
        }
    }

    private Checkpoints.State state(CopyTable table) throws SQLException {
        try (Connection there = target.open()) {
            return checkpoints.state(there, table.name());
        }
    }

    private boolean isComplete(CopyTable table) throws SQLException {
        return state(table).complete();
    }

    private static void vacuum(Connection there, CopyTable table) throws SQLException {
        try {
            Sql.execute(
                    there, "VACUUM (ANALYZE, TRUNCATE false) " + table.target().qualified());
        } catch (SQLException e) {
            // Somebody else vacuums it, or changes it: then it is not for us to wait.
            if (!Checkpoints.LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    private boolean othersAreDone(CopyTable table) throws SQLException {
        try (Connection there = target.open()) {
            return checkpoints.othersAreDone(there, table.name());
        }
    }

    /** The statistics' guess of each table's rows, in the order of copying; -1 for one never analysed. */
    public static Map<String, Long> estimatedRows(Connection source, CopyPlan plan) throws SQLException {
        Map<String, Long> estimates = new LinkedHashMap<>();
        for (CopyTable table : plan.tables()) {
            estimates.put(table.name().toString(), estimatedRows(source, table));
        }
        return estimates;
    }

    private static long estimatedRows(Connection source, CopyTable table) throws SQLException {
        String sql = "SELECT CASE WHEN c.relkind = 'p' THEN (SELECT sum(p.reltuples)"
                + " FROM pg_catalog.pg_partition_tree(c.oid) t"
                + " JOIN pg_catalog.pg_class p ON p.oid = t.relid WHERE t.isleaf) ELSE c.reltuples END::bigint"
                + " FROM pg_catalog.pg_class c WHERE c.oid = ?";
        try (PreparedStatement statement = source.prepareStatement(sql)) {
            statement.setLong(1, table.source().oid());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
