package io.migratingjdbc.internal.replicate;

import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.replicate.BacklogEntries.Which;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries captured rows to the other store (protocol section 8).
 *
 * <p>Invariants: an entry leaves the backlog only after its row is committed in the target, or together with a
 * record of why it cannot be. Several carriers share the work: each takes what no other has in its hands. Only when
 * that is nothing are locks waited for, in the order of the ids, so that carriers do not deadlock, and what another
 * had in its hands is in both stores when this one finds nothing more. Inserting if absent makes it safe to stop
 * anywhere and to start again.
 *
 * <p>Stateless; the connections may be any two sessions of the stores, outside of a transaction.
 */
public final class Carrier {
    private static final Logger LOG = LoggerFactory.getLogger(Carrier.class);
    private static final String FOREIGN_KEY = "23503";
    private static final int OWN_BATCH = 500;
    private static final int BATCH = 5000;
    private static final int LARGEST_BATCH = 100_000;

    private final ControlSchema control;
    private final CopyPlan plan;
    private final Duration lockTimeout;
    private final Consumer<Step> listener;
    private final BacklogEntries backlog;
    private final Divergences divergences;

    /** @param lockTimeout how long to wait for rows that another carrier has in its hands */
    public Carrier(ControlSchema control, CopyPlan plan, Duration lockTimeout) {
        this(control, plan, lockTimeout, step -> {});
    }

    Carrier(ControlSchema control, CopyPlan plan, Duration lockTimeout, Consumer<Step> listener) {
        this.control = control;
        this.plan = plan;
        this.lockTimeout = lockTimeout;
        this.listener = listener;
        this.backlog = new BacklogEntries(control, plan);
        this.divergences = new Divergences(control);
    }

    /** Where a carrier may be stopped. */
    enum Step {
        LOCKED,
        READ,
        APPLIED,
        TARGET_COMMITTED,
        REMOVED
    }

    /**
     * What was carried.
     *
     * @param entries how many left the backlog
     * @param inserted how many rows are new in the target
     * @param divergences how many were recorded as divergent
     * @param gone how many rows the source no longer has
     */
    public record Carried(int entries, int inserted, int divergences, int gone) {
        public static final Carried NOTHING = new Carried(0, 0, 0, 0);

        Carried plus(Carried other) {
            return new Carried(
                    entries + other.entries,
                    inserted + other.inserted,
                    divergences + other.divergences,
                    gone + other.gone);
        }
    }

    /**
     * Carries what one session has inserted and committed: what the driver does after a commit. Rows of others that
     * its rows refer to are carried too, where needed.
     *
     * @param backend the session's process id (pg_backend_pid) in the source
     */
    public Carried carryOf(Connection source, Connection target, int backend) throws SQLException {
        Carried total = Carried.NOTHING;
        Batch batch;
        do {
            try {
                batch = batch(source, target, new Which("AND backend = " + backend, false), OWN_BATCH);
            } catch (SQLException e) {
                if (!FOREIGN_KEY.equals(e.getSQLState())) {
                    throw e;
                }
                batch = oldest(source, target);
            }
            total = total.plus(batch.carried());
        } while (batch.more());
        return total;
    }

    /**
     * Carries one batch, the oldest entries first; {@link Carried#entries()} is 0 if there is nothing, in nobody's
     * hands either.
     */
    public Carried carry(Connection source, Connection target) throws SQLException {
        try {
            Carried free = batch(source, target, new Which("", true), BATCH).carried();
            if (free.entries() > 0) {
                return free;
            }
        } catch (SQLException e) {
            // A row that one of these refers to may be in another carrier's hands.
            if (!FOREIGN_KEY.equals(e.getSQLState())) {
                throw e;
            }
        }
        return oldest(source, target).carried();
    }

    private Batch oldest(Connection source, Connection target) throws SQLException {
        for (int limit = BATCH; ; limit *= 4) {
            try {
                return batch(source, target, Which.ALL, limit);
            } catch (SQLException e) {
                // Under deferred constraints a row may come before the one it refers to, and that one be in the
                // next batch.
                if (!FOREIGN_KEY.equals(e.getSQLState()) || limit > LARGEST_BATCH) {
                    throw e;
                }
            }
        }
    }

    /**
     * Carries until nothing is left.
     *
     * @param progress called after each batch with the sum so far
     * @throws SQLException 08004 if entries are left whose tables are not in the plan
     */
    public Carried carryUntilEmpty(Connection source, Connection target, Consumer<Carried> progress)
            throws SQLException {
        Carried total = Carried.NOTHING;
        Carried batch;
        do {
            batch = carry(source, target);
            total = total.plus(batch);
            progress.accept(total);
        } while (batch.entries() > 0);
        requireNothingForeign(source);
        return total;
    }

    /** @param more whether there may be more */
    private record Batch(Carried carried, boolean more) {}

    private Batch batch(Connection source, Connection target, Which which, int limit) throws SQLException {
        return Sql.inTransaction(source, () -> {
            Sql.execute(source, settings());
            Map<String, List<Long>> locked = backlog.lock(source, which, limit);
            if (locked.isEmpty()) {
                return new Batch(Carried.NOTHING, false);
            }
            listener.accept(Step.LOCKED);
            List<List<Entry>> perTable = backlog.read(source, locked);
            listener.accept(Step.READ);
            Applied applied = apply(target, perTable);
            listener.accept(Step.TARGET_COMMITTED);
            for (Applied.Refusal refusal : applied.refusals()) {
                divergences.record(source, refusal);
            }
            List<Entry> entries = perTable.stream().flatMap(List::stream).toList();
            backlog.remove(source, entries);
            listener.accept(Step.REMOVED);
            int rows = locked.values().stream().mapToInt(List::size).sum();
            return new Batch(
                    new Carried(
                            entries.size(),
                            applied.inserted(),
                            applied.refusals().size(),
                            gone(entries)),
                    rows == limit || entries.size() < rows);
        });
    }

    private Applied apply(Connection target, List<List<Entry>> perTable) throws SQLException {
        return Sql.inTransaction(target, () -> {
            Sql.execute(target, settings() + CaptureTriggers.APPLYING + "SET CONSTRAINTS ALL DEFERRED");
            int inserted = 0;
            List<Applied.Refusal> refusals = new ArrayList<>();
            for (int i = 0; i < perTable.size(); i++) {
                List<Entry> present = perTable.get(i).stream()
                        .filter(entry -> entry.row() != null)
                        .toList();
                if (!present.isEmpty()) {
                    Applied applied = new Applier(plan.tables().get(i)).apply(target, present);
                    inserted += applied.inserted();
                    refusals.addAll(applied.refusals());
                }
            }
            listener.accept(Step.APPLIED);
            return new Applied(inserted, refusals);
        });
    }

    private int gone(List<Entry> entries) {
        int gone = 0;
        for (Entry entry : entries) {
            if (entry.row() == null) {
                gone++;
                LOG.warn(
                        "Row {} of immutable table {} was deleted before it could be copied (migration {})",
                        entry.pk(),
                        entry.table(),
                        control.migration());
            }
        }
        return gone;
    }

    private void requireNothingForeign(Connection source) throws SQLException {
        List<String> left = new Backlog(control)
                .perTable(source).stream()
                        .map(Backlog.TableBacklog::table)
                        .filter(table -> plan.table(table).isEmpty())
                        .toList();
        if (!left.isEmpty()) {
            throw ErrorCode.CONFIGURATION.exception("The backlog of migration " + control.migration()
                    + " has rows of tables that are not immutable in the plan: " + left
                    + "; put them back into the plan as immutable, or delete their entries from " + control.backlog());
        }
    }

    /**
     * Rows are looked up by their keys. The planner is told so, because tables that were filled a moment ago have no
     * statistics yet, and to read them in whole for every batch would take the square of the time.
     */
    private String settings() {
        return Sql.exactTextForTransactions()
                + "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_hashjoin = off;"
                + "SET LOCAL enable_mergejoin = off; SET LOCAL lock_timeout = " + lockTimeout.toMillis()
                + "; SET LOCAL statement_timeout = '60s';";
    }
}
