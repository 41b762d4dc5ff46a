package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.EntityCount;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.StoreId;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.replicate.EvacuatedRows;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;

/**
 * Rows of entities in the target that nobody launched there; a guard cannot see those that came with its triggers off, by a restore for
 * instance. Before MIGRATION the target accepts no launches, so that any row is one; later those are whose ids the initial store made. Of
 * looked-up ids nothing can be said then.
 */
final class Strangers {
    private static final int SAMPLES = 10;

    private final Migration migration;

    Strangers(Migration migration) {
        this.migration = migration;
    }

    /**
     * Of one table.
     *
     * @param rows counted up to a bound, as those of {@link EntityCount}
     * @param samples instance ids or keys of some of them
     */
    public record TableStrangers(String table, long rows, List<String> samples) {
        String text() {
            return table + ": " + rows + " rows in the target that nobody launched there, for example "
                    + String.join("; ", samples) + "; delete them";
        }
    }

    /** Only tables that have some. What is a stranger depends on where the migration is, which must be the same before and afterwards. */
    List<TableStrangers> find() throws SQLException {
        MigrationView before = migration.view();
        while (before.phase().twoStore()) {
            List<TableStrangers> strangers = find(before);
            MigrationView now = migration.view();
            if (now.epoch() == before.epoch()) {
                return strangers;
            }
            before = now;
        }
        return List.of();
    }

    private List<TableStrangers> find(MigrationView view) throws SQLException {
        List<TableStrangers> strangers = new ArrayList<>();
        for (TablePlan table : migration.plan().tables()) {
            String condition = table.entityRows() ? condition(table, view) : null;
            if (condition != null) {
                String from = " FROM " + migration.sqlName(Role.TARGET, table.name()) + " t WHERE " + condition;
                long rows = Long.parseLong(
                        texts("SELECT count(*) FROM (SELECT" + from + " LIMIT " + (EntityCount.LIMIT + 1) + ") counted")
                                .get(0));
                if (rows > 0) {
                    strangers.add(new TableStrangers(table.name().toString(), rows, texts(samples(table) + from)));
                }
            }
        }
        return strangers;
    }

    /** @return null if nothing can be said of the table's rows */
    private String condition(TablePlan table, MigrationView view) throws SQLException {
        if (view.phase() == Phase.PRE_MIGRATION) {
            return "true";
        }
        String own = ofTarget(table, view);
        if (own == null) {
            return null;
        }
        // Copies of entities that have ended are no strangers.
        long copies = view.copiesSince().get(Role.TARGET);
        return "NOT (" + own + ")"
                + (copies > 0 ? " AND " + EvacuatedRows.isNone(migration.control(), table, copies, "t") : "");
    }

    /** Whether the id is one that the target makes. */
    private String ofTarget(TablePlan table, MigrationView view) {
        if (table.instanceId() == null || table.ids() == null || table.entity() == null) {
            return null;
        }
        String id = "t." + Sql.quote(table.instanceId());
        StoreId target = migration.storeId(Role.TARGET);
        return switch (table.ids()) {
            case PREFIX ->
                migration.plan().legacyIds().equals(target)
                        ? id + " NOT LIKE " + Sql.literal(migration.storeId(Role.INITIAL) + ".%")
                        : id + " LIKE " + Sql.literal(target + ".%");
            case RANGE -> inRanges(id, view.ranges().starts().get(table.entity()), target);
            case LOOKUP -> null;
        };
    }

    private static String inRanges(String id, NavigableMap<Long, StoreId> starts, StoreId store) {
        if (starts == null) {
            return null;
        }
        List<String> ranges = new ArrayList<>();
        starts.forEach((first, owner) -> {
            if (owner.equals(store)) {
                Long behind = starts.higherKey(first);
                ranges.add(id + " >= " + first + (behind == null ? "" : " AND " + id + " < " + behind));
            }
        });
        return String.join(" OR ", ranges);
    }

    private static String samples(TablePlan table) {
        List<String> columns = table.instanceId() == null ? table.key() : List.of(table.instanceId());
        return "SELECT concat_ws(', ', " + Sql.quote(columns) + ")";
    }

    private List<String> texts(String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Statement statement = migration.stores().connection(Role.TARGET).createStatement()) {
            statement.setMaxRows(SAMPLES);
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
        }
        return texts;
    }
}
