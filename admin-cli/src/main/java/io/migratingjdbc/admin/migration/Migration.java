package io.migratingjdbc.admin.migration;

import io.migratingjdbc.admin.migration.Stores.UnreachableStore;
import io.migratingjdbc.admin.output.AdminException;
import io.migratingjdbc.internal.control.ConnectionSource;
import io.migratingjdbc.internal.control.ControlPlane;
import io.migratingjdbc.internal.control.Events.Event;
import io.migratingjdbc.internal.control.HostInfo;
import io.migratingjdbc.internal.control.RecordLocator;
import io.migratingjdbc.internal.control.RecordLocator.Located;
import io.migratingjdbc.internal.dialect.Dialect;
import io.migratingjdbc.internal.dialect.ErrorClass;
import io.migratingjdbc.internal.dialect.PostgresCatalog;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.PerRole;
import io.migratingjdbc.internal.model.Plan;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.StoreId;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.model.TableSchema;
import io.migratingjdbc.internal.replicate.ControlSchema;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The migration of one plan: its record, wherever it lives by now, its hosts, its log and its stores. */
public final class Migration implements AutoCloseable {
    private final Stores stores;
    private final ControlPlane configured;
    private final Operator operator;
    private final Map<Role, Map<TableName, TableSchema>> schemas = new EnumMap<>(Role.class);

    private Migration(Stores stores, ControlPlane configured, Operator operator) {
        this.stores = stores;
        this.configured = configured;
        this.operator = operator;
    }

    public static Migration ofPlanFile(Path plan, Operator operator) throws SQLException {
        Stores stores = Stores.ofPlanFile(plan);
        ControlPlane plane = new ControlPlane(
                Dialect.ofUrl(stores.config(Role.INITIAL).url()),
                stores.configuration().settings().schema(),
                stores.plan(),
                stores.metadataSource(),
                new PerRole<>(stores.source(Role.INITIAL), stores.source(Role.TARGET)));
        return new Migration(stores, plane, operator);
    }

    public Stores stores() {
        return stores;
    }

    public Plan plan() {
        return stores.plan();
    }

    public Operator operator() {
        return operator;
    }

    /** With the metadata store as the plan says. */
    public ControlPlane plane() {
        return configured;
    }

    /**
     * The record as it is now.
     *
     * @throws AdminException if there is none, or one of another plan
     */
    public MigrationView view() throws SQLException {
        return located().view();
    }

    /** Empty before init. Says nothing of whether the record's plan is this one. */
    public Optional<MigrationView> find() throws SQLException {
        return new RecordLocator(configured).locate().map(Located::view);
    }

    /** Also those that still follow the record of a store which is to be given up. */
    public List<HostInfo> hosts() throws SQLException {
        Map<String, HostInfo> hosts = new LinkedHashMap<>();
        for (ConnectionSource source : records()) {
            try (Connection connection = source.open()) {
                configured
                        .hosts()
                        .list(connection)
                        .forEach(host -> hosts.putIfAbsent(host.identity().hostId(), host));
            }
        }
        return List.copyOf(hosts.values());
    }

    /** @return whether there was such a host, with no lease */
    public boolean evict(String hostId) throws SQLException {
        boolean evicted = false;
        for (ConnectionSource source : records()) {
            try (Connection connection = source.open()) {
                evicted |= configured.hosts().evict(connection, hostId);
            }
        }
        return evicted;
    }

    /** The record that counts first, then the one it took over from while that can be reached. */
    private List<ConnectionSource> records() throws SQLException {
        ConnectionSource source = located().source();
        if (source == configured.metadata()) {
            return List.of(source);
        }
        try (Connection reachable = configured.metadata().open()) {
            return configured.record().read(reachable).isPresent()
                    ? List.of(source, configured.metadata())
                    : List.of(source);
        } catch (UnreachableStore gone) {
            return List.of(source);
        }
    }

    /**
     * The latest events, oldest first: also those from before the record moved to the target, while they can be
     * read.
     */
    public List<Event> events(int limit) throws SQLException {
        ConnectionSource source = located().source();
        List<Event> events = new ArrayList<>(events(source, limit));
        if (source != configured.metadata()) {
            try {
                events.addAll(0, events(configured.metadata(), limit));
            } catch (SQLException gone) {
                // Given up, and its log with it: the store cannot be reached, or the log was dropped there.
                if (!(gone instanceof UnreachableStore)
                        && configured.dialect().classify(gone) != ErrorClass.UNDEFINED_TABLE) {
                    throw gone;
                }
            }
        }
        return events.subList(Math.max(0, events.size() - limit), events.size());
    }

    private List<Event> events(ConnectionSource source, int limit) throws SQLException {
        try (Connection connection = source.open()) {
            return configured.events().list(connection, limit);
        }
    }

    /** By the clock that the log goes by. */
    public Instant now() throws SQLException {
        try (Connection connection = located().source().open();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT clock_timestamp()")) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    /** Notes what the operator did. */
    public void log(String what, String result) throws SQLException {
        try (Connection connection = located().source().open()) {
            configured.events().append(connection, operator.who(), what, result);
        }
    }

    /** The planned tables that are in both stores, as the store's catalog has them; those that are missing left out. */
    public Map<TableName, TableSchema> schemas(Role role) throws SQLException {
        Map<TableName, TableSchema> known = schemas.get(role);
        if (known == null) {
            List<TableName> moved = plan().tables().stream()
                    .filter(table -> table.pinnedTo() == null)
                    .map(TablePlan::name)
                    .toList();
            known = new PostgresCatalog().schemas(stores.connection(role), moved);
            schemas.put(role, known);
        }
        return known;
    }

    /** The plan's tables that are in both stores. */
    public List<TablePlan> moved() {
        return plan().tables().stream()
                .filter(table -> table.tableClass() != TableClass.PINNED)
                .toList();
    }

    /** Where the control objects are in each store. */
    public ControlSchema control() {
        return new ControlSchema(configured.schema(), plan().name());
    }

    /** The name by which statements reach a moved table in the store. */
    public String sqlName(Role role, TableName table) throws SQLException {
        TableSchema schema = schemas(role).get(table);
        if (schema == null) {
            throw new AdminException("Table " + table + " is gone from " + stores.name(role) + ": restore it");
        }
        return configured.dialect().qualified(schema.schema(), table.name());
    }

    public StoreId storeId(Role role) {
        return plan().stores().get(role);
    }

    /**
     * The configured metadata store's record as long as it has a transition to complete, for only there it is
     * completed: a command that died just before the end of the last transition has written the target's copy
     * already.
     */
    private Optional<Located> unfinished() throws SQLException {
        try (Connection connection = configured.metadata().open()) {
            return configured
                    .record()
                    .read(connection)
                    .filter(view -> view.pending() != null)
                    .map(view -> new Located(view, configured.metadata()));
        } catch (UnreachableStore gone) {
            return Optional.empty();
        }
    }

    private Located located() throws SQLException {
        Optional<Located> unfinished = unfinished();
        Located located = (unfinished.isPresent() ? unfinished : new RecordLocator(configured).locate())
                .orElseThrow(() -> new AdminException("Migration " + plan().name() + " has no record in store "
                        + plan().metadata() + ": run init first, or correct migrating.name"));
        if (!located.view().planHash().equals(plan().hash())) {
            throw new AdminException("The plan file is not the plan of migration " + plan().name()
                    + " as it was saved: use the saved one, or run init to replace it (in STABLE only)");
        }
        return located;
    }

    @Override
    public void close() {
        stores.close();
    }
}
