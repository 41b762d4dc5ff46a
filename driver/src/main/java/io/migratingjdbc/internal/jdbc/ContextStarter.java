package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.census.CensusTask;
import io.migratingjdbc.internal.config.Configuration;
import io.migratingjdbc.internal.config.Settings;
import io.migratingjdbc.internal.config.StoreConfig;
import io.migratingjdbc.internal.control.ConnectionSource;
import io.migratingjdbc.internal.control.ControlPlane;
import io.migratingjdbc.internal.control.FenceWait;
import io.migratingjdbc.internal.control.Host;
import io.migratingjdbc.internal.control.HostIdentity;
import io.migratingjdbc.internal.control.HostSettings;
import io.migratingjdbc.internal.control.Transition;
import io.migratingjdbc.internal.control.TransitionListener;
import io.migratingjdbc.internal.dialect.Dialect;
import io.migratingjdbc.internal.dialect.PostgresCatalog;
import io.migratingjdbc.internal.launch.InstanceIds;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.PerRole;
import io.migratingjdbc.internal.model.Plan;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.model.TableSchema;
import io.migratingjdbc.internal.replicate.ClosedStoreCarrier;
import io.migratingjdbc.internal.replicate.ControlSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Makes this process a host of a migration. */
final class ContextStarter {
    private static final String DRIVER_VERSION = "0.1.0";

    private final Configuration.Migrating configuration;
    private final Plan plan;
    private final Settings settings;
    private final HostIdentity identity;

    private ContextStarter(Configuration.Migrating configuration) {
        this.configuration = configuration;
        this.plan = configuration.plan();
        this.settings = configuration.settings();
        String application = settings.application() == null
                ? ProcessHandle.current().info().command().orElse("java")
                : settings.application();
        this.identity = HostIdentity.ofThisProcess(application, DRIVER_VERSION);
    }

    /** @throws SQLException 08001 if the record cannot be read, 08004 if there is none or it is of another plan */
    static MigrationContext start(Configuration.Migrating configuration) throws SQLException {
        return new ContextStarter(configuration).start();
    }

    private MigrationContext start() throws SQLException {
        Dialect dialect = Dialect.ofUrl(configuration.stores().initial().url());
        PerRole<String> urls = new PerRole<>(
                marked(dialect, configuration.stores().initial()),
                marked(dialect, configuration.stores().target()));
        PerRole<SideConnections> side = new PerRole<>(
                sideConnections(configuration.stores().initial(), urls.initial()),
                sideConnections(configuration.stores().target(), urls.target()));
        PerRole<ConnectionSource> sources = side.map(connections -> connections::open);
        SideConnections third = plan.roleOf(plan.metadata()).isPresent()
                ? null
                : sideConnections(configuration.metadata(), marked(dialect, configuration.metadata()));
        ConnectionSource metadata =
                third == null ? sources.get(plan.roleOf(plan.metadata()).orElseThrow()) : third::open;
        ControlPlane plane = new ControlPlane(dialect, settings.schema(), plan, metadata, sources);
        List<TableName> immutable = plan.tables().stream()
                .filter(table -> table.tableClass() == TableClass.IMMUTABLE)
                .map(TablePlan::name)
                .toList();
        ControlSchema control = new ControlSchema(settings.schema(), plan.name());
        ImmutableCopies copies = new ImmutableCopies(dialect, control, sources, immutable);
        ClosedStoreCarrier closedStores =
                new ClosedStoreCarrier(control, immutable, sources, ImmutableCopies.LOCK_TIMEOUT);
        Transition transition =
                new Transition(plane, closedStores, TransitionListener.NONE, FenceWait.DEFAULT, System::nanoTime);
        Host host = Host.start(
                plane,
                identity,
                new HostSettings(settings.pollInterval(), settings.lease(), HostSettings.DEFAULT.graceOfPolls()),
                transition::resume);
        try {
            MigrationContext context = new MigrationContext(
                    configuration,
                    dialect,
                    host,
                    urls,
                    side,
                    facts(host.view(), sources),
                    copies,
                    new BacklogTask(plan.name(), host, copies),
                    threads(),
                    new InstanceIds(Clock.systemUTC()),
                    third,
                    settings.census() ? new CensusTask(plane, host) : null);
            context.start();
            return context;
        } catch (SQLException | RuntimeException e) {
            host.close();
            side.initial().close();
            side.target().close();
            if (third != null) {
                third.close();
            }
            throw e;
        }
    }

    private String marked(Dialect dialect, StoreConfig store) throws SQLException {
        return dialect.markedUrl(store.url(), store.properties(), identity.hostId());
    }

    private SideConnections sideConnections(StoreConfig store, String url) {
        return new SideConnections(store, url, settings.sidePoolSize(), settings.connectTimeout());
    }

    /** As many as there are key checks and reads of a second store at once; idle ones end. */
    private ExecutorService threads() {
        return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "migrating-" + plan.name() + "-side");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** From the accepting store: in STABLE the target, in COMPLETED the initial store need not be there. */
    private StoreFacts facts(MigrationView view, PerRole<ConnectionSource> sources) throws SQLException {
        PostgresCatalog catalog = new PostgresCatalog();
        Role home = view.accepting();
        try (Connection connection = sources.get(home).open()) {
            Map<TableName, TableSchema> schemas = catalog.schemas(
                    connection, plan.tables().stream().map(TablePlan::name).toList());
            Set<String> functions = new HashSet<>();
            catalog.builtinFunctions(connection).forEach(name -> functions.add(name.toLowerCase(Locale.ROOT)));
            functions.addAll(settings.safeFunctions());
            functions.add("migrating_id");
            return new StoreFacts(schemas, Set.copyOf(functions), overlapsKeyCheck());
        }
    }

    private boolean overlapsKeyCheck() {
        for (Role role : Role.values()) {
            StoreConfig store = configuration.stores().get(role);
            boolean autosave = store.url().contains("autosave=") && !store.url().contains("autosave=never");
            String property = store.properties().getProperty("autosave", "never");
            if (autosave || !property.equals("never")) {
                return false;
            }
        }
        return true;
    }
}
