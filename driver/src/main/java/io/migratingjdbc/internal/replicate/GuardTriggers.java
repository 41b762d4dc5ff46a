package io.migratingjdbc.internal.replicate;

import io.migratingjdbc.internal.dialect.PostgresLocks;
import io.migratingjdbc.internal.model.StoreId;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.replicate.Triggers.Definition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The guard on keyed tables against launches from sessions that are not the driver's (protocol section 9). What it
 * does, note or refuse, is in the store's fence row. Marked sessions pay one setting's look-up.
 *
 * <p>Limit: the apply process of PostgreSQL's logical replication does not fire statement triggers.
 */
public final class GuardTriggers {
    static final String INSERT = "migrating_guard";
    static final String UPDATE = "migrating_guard_update";

    private static final String UNMARKED = "coalesce(pg_catalog.current_setting('migrating.host', true), '') = ''";

    private final ControlSchema control;
    private final Triggers triggers = new Triggers(Duration.ofSeconds(1), 30);

    public GuardTriggers(ControlSchema control) {
        this.control = control;
    }

    /** A launch from a session that is not the driver's. */
    public record ForeignLaunch(
            String table, String user, String application, String address, int backend, OffsetDateTime notedAt) {}

    /**
     * Idempotent. {@link ReplicationSchema#install} and the table of fence rows must be there.
     *
     * @param tables those that are keyed
     * @throws SQLException 08004 for a table that does not exist, 0A000 for one that cannot be guarded, before
     *     anything is changed; 55P03 if long transactions kept a table locked
     */
    public void install(Connection connection, StoreId store, Collection<TablePlan> tables) throws SQLException {
        List<TablePlan> plans = List.copyOf(tables);
        List<StoreTable> found = StoreTables.read(connection, names(plans));
        for (StoreTable table : found) {
            table.requirePlain();
        }
        for (int i = 0; i < plans.size(); i++) {
            for (Definition definition : definitions(store, plans.get(i), found.get(i))) {
                triggers.create(connection, found.get(i), definition);
            }
        }
    }

    /** The tables that this migration guards, whatever the plan says of them by now. */
    public List<TableName> guardedTables(Connection connection) throws SQLException {
        return Triggers.tables(connection, control.migration(), INSERT);
    }

    /** Idempotent; what was noted stays. */
    public void uninstall(Connection connection, Collection<TablePlan> tables) throws SQLException {
        for (StoreTable table : StoreTables.read(connection, names(List.copyOf(tables)))) {
            triggers.drop(connection, table, UPDATE);
            // The last one: guarded tables are known by it.
            triggers.drop(connection, table, INSERT);
        }
    }

    /** The launches noted within that time, by the database's clock; the newest first. */
    public List<ForeignLaunch> noted(Connection connection, Duration within) throws SQLException {
        String sql = "SELECT table_name, user_name, application, address, backend, noted_at FROM " + control.foreign()
                + " WHERE migration = ? AND noted_at > clock_timestamp() - ? * interval '1 ms' ORDER BY id DESC";
        List<ForeignLaunch> launches = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Sql.bind(statement, control.migration(), within.toMillis());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    launches.add(new ForeignLaunch(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getString(4),
                            rows.getInt(5),
                            rows.getObject(6, OffsetDateTime.class)));
                }
            }
        }
        return launches;
    }

    private List<Definition> definitions(StoreId store, TablePlan plan, StoreTable table) {
        List<String> arguments = List.of(
                control.migration(),
                store.value(),
                Long.toString(PostgresLocks.fenceKey(control.migration())),
                table.name().toString());
        // In a partitioned table rows also come in through partitions, and by moving between them.
        String insert = table.partitioned()
                ? "AFTER INSERT ON %s FOR EACH ROW WHEN (" + UNMARKED + ")"
                : "BEFORE INSERT ON %s FOR EACH STATEMENT WHEN (" + UNMARKED + ")";
        // Comparing the rows, because frameworks name all columns in their updates; and afterwards, because
        // other triggers may change the key.
        String keyChanges = plan.key().stream()
                .map(Sql::quote)
                .map(column -> "OLD." + column + " IS DISTINCT FROM NEW." + column)
                .collect(Collectors.joining(" OR "));
        String update =
                "AFTER UPDATE ON %s FOR EACH ROW WHEN (" + UNMARKED + " AND (" + keyChanges.replace("%", "%%") + "))";
        String function = control.object("migrating_guard");
        // The function does not read the key; it is there so that a trigger for another key counts as another one.
        List<String> withKey = new ArrayList<>(arguments);
        withKey.addAll(plan.key());
        return List.of(
                new Definition(INSERT, insert, function, arguments), new Definition(UPDATE, update, function, withKey));
    }

    private static List<TableName> names(List<TablePlan> tables) {
        return tables.stream().map(TablePlan::name).toList();
    }
}
