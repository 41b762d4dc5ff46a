package io.migratingjdbc.admin.evacuate;

import io.migratingjdbc.admin.migration.Ended;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.EvacuatedRows;
import io.migratingjdbc.internal.replicate.Sql;
import io.migratingjdbc.internal.replicate.StoreTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/**
 * What is to be copied of a keyed table, in batches that several workers share: first the ended entities that were not copied yet, in the
 * order of their ids, then those that changed after they were marked.
 *
 * <p>Invariant: no entity is given to two workers at the same time, nor again after it has failed; what changes meanwhile is left to
 * the next run.
 */
final class Candidates {
    private static final int ENTITIES_AT_ONCE = 500;

    private final StoreTable table;
    private final TablePlan keyed;
    private final Marks marks;
    private final String conditions;
    private String after;
    private String changedAfter;
    private boolean first = true;
    private final Queue<List<String>> givenBack = new ArrayDeque<>();
    private final Set<String> givenOut = new HashSet<>();

    /** @param ownCopiesSince the epoch since which the store itself may have copies of the other's entities; 0 for none */
    Candidates(ControlSchema control, Family family, Direction direction, long ownCopiesSince) {
        this.table = family.entity().table().source();
        this.keyed = family.keyed();
        this.marks = new Marks(control, keyed, direction.since());
        String row = Ended.alias(keyed);
        this.conditions = Ended.condition(keyed)
                + (ownCopiesSince == 0 ? "" : " AND " + EvacuatedRows.isNone(control, keyed, ownCopiesSince, row))
                + " AND " + EvacuatedRows.isNotCopied(control, keyed, direction.since(), row);
    }

    /** A batch whose worker lost a store. */
    synchronized void giveBack(List<String> ids) {
        givenBack.add(ids);
    }

    /** They were copied. */
    synchronized void done(List<String> ids) {
        ids.forEach(givenOut::remove);
    }

    /** Empty when all were given out. */
    synchronized List<String> next(Connection source) throws SQLException {
        if (!givenBack.isEmpty()) {
            return givenBack.remove();
        }
        if (first) {
            List<String> ids = ended(source);
            if (!ids.isEmpty()) {
                after = ids.get(ids.size() - 1);
                givenOut.addAll(ids);
                return ids;
            }
            first = false;
        }
        return changed(source);
    }

    private List<String> changed(Connection source) throws SQLException {
        while (true) {
            List<String> noted = marks.changed(source, changedAfter, ENTITIES_AT_ONCE);
            if (noted.isEmpty()) {
                return noted;
            }
            changedAfter = noted.get(noted.size() - 1);
            List<String> ids = noted.stream().filter(givenOut::add).toList();
            if (!ids.isEmpty()) {
                return ids;
            }
        }
    }

    private List<String> ended(Connection source) throws SQLException {
        String id = Ended.alias(keyed) + "." + Sql.quote(keyed.instanceId());
        String sql = "SELECT " + id + "::text FROM " + table.qualified() + " AS " + Ended.alias(keyed) + " WHERE "
                + conditions
                + (after == null ? "" : " AND " + id + " > CAST(? AS " + table.plainType(keyed.instanceId()) + ")")
                + " ORDER BY " + id + " LIMIT " + ENTITIES_AT_ONCE;
        List<String> ids = new ArrayList<>();
        try (PreparedStatement statement = source.prepareStatement(sql)) {
            if (after != null) {
                statement.setString(1, after);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getString(1));
                }
            }
        }
        return ids;
    }
}
