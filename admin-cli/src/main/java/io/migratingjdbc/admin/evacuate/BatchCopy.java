package io.migratingjdbc.admin.evacuate;

import io.migratingjdbc.admin.chunk.StorePair;
import io.migratingjdbc.admin.migration.Ended;
import io.migratingjdbc.admin.verify.RowHash;
import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.Sql;
import io.migratingjdbc.internal.replicate.StoreTable;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Copies some ended entities with their children. Four steps, each of which may be the last one that this process makes:
 *
 * <ol>
 *   <li>The entities are marked in the store that is given up, so that each change is noted from now on; and those who have written
 *       before end.
 *   <li>A snapshot, which therefore has all changes that are not noted, is read,
 *   <li>and written to the store that stays, together with the list that keeps it out of sight. Rows that were brought before go.
 *   <li>The marks say that it was copied, where nothing was begun anew meanwhile.
 * </ol>
 *
 * <p>Invariant: an entity whose mark says copied and of which no change is noted has the same rows in both stores, or will have changes
 * noted by transactions that have not ended.
 */
final class BatchCopy {
    private static final int ROWS_AT_ONCE = 1_000;

    private final Family family;
    private final Marks marks;
    private final Arrivals arrivals;
    private final Standing standing;
    private final EarlierWriters writers;

    BatchCopy(ControlSchema control, Family family, Direction direction, Standing standing) {
        this.family = family;
        this.marks = new Marks(control, family.keyed(), direction.since());
        this.arrivals = new Arrivals(control, family, direction.since());
        this.standing = standing;
        this.writers = new EarlierWriters(
                family.members().stream().map(member -> member.table().source()).toList());
    }

    /** @param copied entities that are copied now; @param gone those whose copies were taken away */
    record Done(int copied, int gone, long rows) {}

    Done run(StorePair stores, Collection<String> ids) throws SQLException {
        Marks.Begun begun = Sql.inTransaction(stores.source(), () -> {
            Sql.execute(stores.source(), "SET LOCAL synchronous_commit = on");
            return marks.begin(stores.source(), ids);
        });
        writers.await(stores.source());
        Map<String, Long> serials = begun.serials();
        long[] rows = new long[1];
        Map<String, Long> copied = new TreeMap<>(serials);
        Map<String, Long> gone = new TreeMap<>(serials);
        Sql.inTransaction(stores.source(), () -> {
            Sql.execute(
                    stores.source(),
                    Sql.exactTextForTransactions() + "SET LOCAL transaction_isolation = 'repeatable read';"
                            + "SET LOCAL statement_timeout = 0;");
            Set<String> ended = ended(stores.source(), serials.keySet());
            return Sql.inTransaction(stores.target(), () -> {
                Arrivals.settings(stores.target());
                standing.require(stores.target());
                Set<String> accepted = arrivals.accept(stores.target(), serials);
                copied.keySet().retainAll(accepted);
                gone.keySet().retainAll(accepted);
                copied.keySet().retainAll(ended);
                gone.keySet().removeAll(ended);
                arrivals.strike(stores.target(), gone.keySet());
                for (Family.Member member : family.members()) {
                    rows[0] += copy(stores, member, copied.keySet());
                }
                return null;
            });
        });
        marks.copied(stores.source(), copied, begun.seen());
        marks.forget(stores.source(), gone, begun.seen());
        return new Done(copied.size(), gone.size(), rows[0]);
    }

    private Set<String> ended(Connection source, Set<String> ids) throws SQLException {
        Family.Member entity = family.entity();
        String alias = Ended.alias(entity.plan());
        String sql = "SELECT " + alias + "." + Sql.quote(entity.plan().instanceId()) + "::text FROM "
                + entity.table().source().qualified() + " AS " + alias + " WHERE "
                + entity.rowsOf(entity.table().source(), alias, "?") + " AND " + Ended.condition(entity.plan());
        Set<String> ended = new TreeSet<>();
        try (PreparedStatement statement = source.prepareStatement(sql)) {
            statement.setArray(1, Sql.texts(source, ids));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ended.add(rows.getString(1));
                }
            }
        }
        return ended;
    }

    private long copy(StorePair stores, Family.Member member, Set<String> ids) throws SQLException {
        Connection source = stores.source();
        String sql = "SELECT " + member.table().row("t") + " FROM "
                + member.table().source().qualified() + " AS t WHERE "
                + member.rowsOf(member.table().source(), "t", "?");
        long count = 0;
        try (PreparedStatement statement = source.prepareStatement(sql)) {
            statement.setFetchSize(ROWS_AT_ONCE);
            statement.setArray(1, Sql.texts(source, ids));
            try (ResultSet result = statement.executeQuery()) {
                List<String> rows = new ArrayList<>();
                while (result.next()) {
                    rows.add(result.getString(1));
                    if (rows.size() == ROWS_AT_ONCE) {
                        arrivals.insert(stores.target(), member, rows);
                        rows.clear();
                    }
                    count++;
                }
                if (!rows.isEmpty()) {
                    arrivals.insert(stores.target(), member, rows);
                }
            }
        }
        verify(stores, member, ids);
        return count;
    }

    /** Before the commit, by hashes that the databases compute. */
    private void verify(StorePair stores, Family.Member member, Set<String> ids) throws SQLException {
        String hash =
                RowHash.of(member.table(), stores.source(), stores.target()).of("t");
        String here = digest(stores.source(), member, member.table().source(), hash, ids);
        String there = digest(stores.target(), member, member.table().target(), hash, ids);
        if (!here.equals(there)) {
            throw ErrorCode.REFUSED.exception(
                    "Rows of " + member.table().name() + " differ in the other store from what"
                            + " was copied (rows and hash " + here + ", there " + there
                            + "): its column types differ, a trigger"
                            + " of its own changes new rows, or it has rows of the same instance ids. Nothing of this batch was"
                            + " copied");
        }
    }

    private static String digest(
            Connection connection, Family.Member member, StoreTable in, String hash, Set<String> ids)
            throws SQLException {
        String sql = "SELECT count(*) || ' ' || coalesce(sum(" + hash + "), 0) FROM " + in.qualified() + " AS t WHERE "
                + member.rowsOf(in, "t", "?");
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Array texts = Sql.texts(connection, ids);
            statement.setArray(1, texts);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }
}
