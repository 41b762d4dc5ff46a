package io.migratingjdbc.internal.jdbc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.migratingjdbc.internal.census.CensusTask;
import io.migratingjdbc.internal.config.Configuration;
import io.migratingjdbc.internal.config.Settings;
import io.migratingjdbc.internal.config.StoreConfig;
import io.migratingjdbc.internal.control.Host;
import io.migratingjdbc.internal.dialect.Dialect;
import io.migratingjdbc.internal.launch.InstanceIds;
import io.migratingjdbc.internal.launch.KeyCheck;
import io.migratingjdbc.internal.merge.Collation;
import io.migratingjdbc.internal.merge.TextOrder;
import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.PerRole;
import io.migratingjdbc.internal.model.Plan;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.StoreId;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.model.TableSchema;
import io.migratingjdbc.internal.route.EntityLocator;
import io.migratingjdbc.internal.route.Forecaster;
import io.migratingjdbc.internal.route.PlannedStatement;
import io.migratingjdbc.internal.route.PlannedStatements;
import io.migratingjdbc.internal.route.Router;
import io.migratingjdbc.internal.route.SessionState;
import io.migratingjdbc.internal.sql.JSqlAnalyzer;
import io.migratingjdbc.internal.sql.JSqlRewriter;
import io.migratingjdbc.internal.sql.SqlRewriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;

/** What all connections of one migration in this process share. */
final class MigrationContext implements AutoCloseable {

    /** A piece of work that may fail as JDBC does. */
    @FunctionalInterface
    interface SqlWork<T> {
        T run() throws SQLException;
    }

    private final Configuration.Migrating configuration;
    private final Dialect dialect;
    private final Host host;
    private final PerRole<String> urls;
    private final PerRole<SideConnections> side;
    private final StoreFacts facts;
    private final ImmutableCopies copies;
    private final BacklogTask backlog;
    private final ExecutorService threads;
    private final SideConnections thirdMetadata;
    private final InstanceIds ids;
    private final EntityLocator locator;
    private final Router router;
    private final SqlRewriter rewriter = new JSqlRewriter();
    private final PlannedStatements statements;
    private final Copies copiesOfEnded;
    private final OrderedTransactions ordered;
    private final CensusTask censusTask;
    private final CensusWatch census;
    private final Cache<String, Boolean> gatherable =
            Caffeine.newBuilder().maximumSize(1000).build();
    private final Cache<StoreTable, List<String>> tableColumns =
            Caffeine.newBuilder().maximumSize(1000).build();
    private final Cache<String, PartColumns> partColumns =
            Caffeine.newBuilder().maximumSize(1000).build();
    private volatile TextOrder textOrder;
    private volatile PerRole<Collation> collations;

    /**
     * @param thirdMetadata the metadata store's connections if it is neither of the two stores, else null
     * @param censusTask null if statements are not recorded
     */
    MigrationContext(
            Configuration.Migrating configuration,
            Dialect dialect,
            Host host,
            PerRole<String> urls,
            PerRole<SideConnections> side,
            StoreFacts facts,
            ImmutableCopies copies,
            BacklogTask backlog,
            ExecutorService threads,
            InstanceIds ids,
            SideConnections thirdMetadata,
            CensusTask censusTask) {
        this.configuration = configuration;
        this.dialect = dialect;
        this.host = host;
        this.urls = urls;
        this.side = side;
        this.facts = facts;
        this.copies = copies;
        this.backlog = backlog;
        this.threads = threads;
        this.thirdMetadata = thirdMetadata;
        this.ids = ids;
        Settings settings = configuration.settings();
        this.locator = new EntityLocator(configuration.plan(), settings.lookupCacheSize());
        this.router = new Router(configuration.plan(), locator, facts::columnsOf);
        this.statements = new PlannedStatements(
                new JSqlAnalyzer(), configuration.plan(), facts.safeFunctions(), settings.statementCacheSize());
        this.copiesOfEnded = new Copies(
                configuration.plan(),
                settings.schema(),
                rewriter,
                sql -> statements.get(sql).profile());
        this.ordered = new OrderedTransactions(configuration.plan().name(), host, threads);
        this.censusTask = censusTask;
        this.census = new CensusWatch(
                host,
                new Forecaster(router, locator, facts.schemas()),
                censusTask == null ? null : censusTask.census());
    }

    void start() {
        backlog.start();
        if (censusTask != null) {
            censusTask.start();
        }
    }

    Host host() {
        return host;
    }

    Dialect dialect() {
        return dialect;
    }

    Plan plan() {
        return configuration.plan();
    }

    Router router() {
        return router;
    }

    CensusWatch census() {
        return census;
    }

    EntityLocator locator() {
        return locator;
    }

    SqlRewriter rewriter() {
        return rewriter;
    }

    Copies copiesOfEnded() {
        return copiesOfEnded;
    }

    /** A look for keys, or for instance ids, of a planned table in a store. */
    KeyCheck keyCheck(MigrationView view, Role role, TablePlan table, TableSchema schema, List<String> columns) {
        return new KeyCheck(schema, columns, dialect, copiesOfEnded.condition(view, role, table, KeyCheck.ROW));
    }

    InstanceIds ids() {
        return ids;
    }

    /** How both stores order text; asked of them when rows of both are first merged. */
    TextOrder textOrder() throws SQLException {
        TextOrder known = textOrder;
        if (known == null) {
            try (Connection initial = side(Role.INITIAL);
                    Connection target = side(Role.TARGET)) {
                known = TextOrder.read(initial).and(TextOrder.read(target));
            }
            textOrder = known;
        }
        return known;
    }

    /** The collations of both stores; asked of them when one of them first has to order rows of both. */
    PerRole<Collation> collations() throws SQLException {
        PerRole<Collation> known = collations;
        if (known == null) {
            try (Connection initial = side(Role.INITIAL);
                    Connection target = side(Role.TARGET)) {
                known = new PerRole<>(Collation.read(initial), Collation.read(target));
            }
            collations = known;
        }
        return known;
    }

    String controlSchema() {
        return configuration.settings().schema();
    }

    boolean crossStoreAllowed() {
        return configuration.settings().orderedCrossStore();
    }

    OrderedTransactions ordered() {
        return ordered;
    }

    /** How many rows of one store a query may bring to the other. */
    int gatherRows() {
        return configuration.settings().gatherRows();
    }

    /** The texts that are known to be valid with both stores' rows in the places of tables. */
    Cache<String, Boolean> gatherable() {
        return gatherable;
    }

    /** The columns of tables, in their order in that store, as they were last seen. */
    Cache<StoreTable, List<String>> tableColumns() {
        return tableColumns;
    }

    /** The columns of statements whose parts are combined, by text. */
    Cache<String, PartColumns> partColumns() {
        return partColumns;
    }

    int launchTries() {
        return configuration.settings().launchTries();
    }

    StoreId storeId(Role role) {
        return plan().stores().get(role);
    }

    /** The schema of a planned table, the same in both stores. */
    TableSchema schemaOf(TableName table) throws SQLException {
        TableSchema schema = facts.schemas().get(table);
        if (schema == null) {
            throw ErrorCode.CONFIGURATION.exception(
                    "Table " + table + " of the plan was not in the store when this process connected;"
                            + " create it in both stores and restart, or take it out of the plan");
        }
        return schema;
    }

    PlannedStatement statement(String sql) {
        return statements.get(sql);
    }

    /** The store for what may be answered by either. */
    Role home(SessionState session) throws SQLException {
        return session.home(host.view().accepting());
    }

    /** A physical connection for the application's statements. */
    Connection open(Role role) throws SQLException {
        StoreConfig store = configuration.stores().get(role);
        Connection connection = DriverManager.getConnection(urls.get(role), store.properties());
        try {
            dialect.requireReadableText(connection);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /** A connection of the driver's own, in no transaction; the caller closes it. */
    Connection side(Role role) throws SQLException {
        return side.get(role).open();
    }

    /**
     * Whether an INSERT may run while its key is looked for. Not where the store's driver would undo just the statement that is
     * made to fail after a conflict ({@code autosave}): then the row could still be committed.
     */
    boolean overlapsKeyCheck() {
        return facts.overlapsKeyCheck();
    }

    /** After commit: the immutable rows that this connection inserted are in both stores before the call returns. */
    void carryFrom(Role role, Connection writer) {
        copies.carryOwn(role, writer);
    }

    <T> CompletableFuture<T> async(SqlWork<T> work) {
        CompletableFuture<T> future = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                future.complete(work.run());
            } catch (SQLException | RuntimeException | Error e) {
                future.completeExceptionally(e);
            }
        });
        return future;
    }

    static <T> T await(CompletableFuture<T> future) throws SQLException {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof SQLException sql) {
                throw sql;
            }
            if (e.getCause() instanceof RuntimeException runtime) {
                throw runtime;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        backlog.close();
        if (censusTask != null) {
            censusTask.close();
        }
        host.close();
        threads.shutdown();
        side.initial().close();
        side.target().close();
        if (thirdMetadata != null) {
            thirdMetadata.close();
        }
    }
}
