package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.EntityCount;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of entities in the target that nobody launched there. Before MIGRATION the target accepts no launches, so that any row is one; a guard
 * cannot see those that came with its triggers off, by a restore for instance.
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

    /** Only tables that have some; of phases in which the target accepts launches nothing is said. */
    List<TableStrangers> find(MigrationView view) throws SQLException {
        List<TableStrangers> strangers = new ArrayList<>();
        if (view.phase() == Phase.PRE_MIGRATION) {
            for (EntityCount count : EntityCount.of(migration, Role.TARGET)) {
                if (count.rows() > 0) {
                    strangers.add(new TableStrangers(
                            count.table().toString(),
                            count.rows(),
                            samples(migration.plan().table(count.table()).orElseThrow())));
                }
            }
        }
        return strangers;
    }

    private List<String> samples(TablePlan table) throws SQLException {
        List<String> columns = table.instanceId() == null ? table.key() : List.of(table.instanceId());
        String sql = "SELECT concat_ws(', ', " + Sql.quote(columns) + ") FROM "
                + migration.sqlName(Role.TARGET, table.name()) + " ORDER BY 1 LIMIT " + SAMPLES;
        List<String> samples = new ArrayList<>();
        try (Statement statement = migration.stores().connection(Role.TARGET).createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                samples.add(rows.getString(1));
            }
        }
        return samples;
    }
}
