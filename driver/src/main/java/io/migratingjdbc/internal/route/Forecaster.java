package io.migratingjdbc.internal.route;

import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.model.TableSchema;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Tells, also in STABLE, what a two-store phase does with a statement. Pure, but for the look-ups that are remembered. */
public final class Forecaster {
    /** Every route but a refusal has its verdict here: a test says so. */
    static final Map<Class<? extends Route>, Verdict> VERDICTS = Map.ofEntries(
            Map.entry(Route.OneStore.class, Verdict.ONE_STORE),
            Map.entry(Route.Remembered.class, Verdict.ONE_STORE),
            Map.entry(Route.ReadImmutable.class, Verdict.ONE_STORE),
            Map.entry(Route.InsertBelow.class, Verdict.ONE_STORE),
            Map.entry(Route.Launch.class, Verdict.LAUNCH),
            Map.entry(Route.LaunchByUpdate.class, Verdict.LAUNCH),
            Map.entry(Route.KeyMayStay.class, Verdict.LAUNCH),
            Map.entry(Route.InsertImmutable.class, Verdict.LAUNCH),
            Map.entry(Route.FindFirst.class, Verdict.BOTH_STORES),
            Map.entry(Route.BothStores.class, Verdict.BOTH_STORES),
            Map.entry(Route.Gather.class, Verdict.BOTH_STORES),
            Map.entry(Route.AdvisoryLock.class, Verdict.BOTH_STORES));

    private final Router router;
    private final EntityLocator locator;
    private final Map<TableName, TableSchema> schemas;

    /** @param schemas of the planned tables */
    public Forecaster(Router router, EntityLocator locator, Map<TableName, TableSchema> schemas) {
        this.router = router;
        this.locator = locator;
        this.schemas = Map.copyOf(schemas);
    }

    /** Under the view if it is of a two-store phase, else as if it were. Never throws. */
    public Forecast forecast(MigrationView view, PlannedStatement statement, Values values, SessionState session) {
        try {
            boolean twoStore = view.phase().twoStore();
            MigrationView assumed = twoStore ? view : inMigration(view);
            Route route = router.routeFresh(assumed, statement, values, twoStore ? session : SessionState.IDLE);
            return refusalOfInsert(assumed, route, statement, values)
                    .map(Forecast::refused)
                    .orElseGet(() -> of(route, statement));
        } catch (RuntimeException e) {
            return Forecast.refused("the driver fails to route it (" + e + "); report this as a defect");
        }
    }

    /**
     * MIGRATION refuses most: launches go to the target already, while the entities that are there now are in the initial store.
     */
    private static MigrationView inMigration(MigrationView view) {
        return new MigrationView(
                view.name(),
                Phase.MIGRATION,
                view.epoch(),
                view.stores(),
                view.generations(),
                null,
                view.ranges(),
                view.planHash());
    }

    private Optional<String> refusalOfInsert(
            MigrationView view, Route route, PlannedStatement statement, Values values) {
        TablePlan table = route instanceof Route.Launch launch
                ? launch.table()
                : route instanceof Route.InsertImmutable immutable ? immutable.table() : null;
        TableSchema schema = table == null ? null : schemas.get(table.name());
        if (schema == null) {
            return Optional.empty();
        }
        List<String> key = table.tableClass() == TableClass.KEYED
                ? table.key()
                : schema.primaryKey().map(TableSchema.UniqueKey::columns).orElse(List.of());
        InsertRules rules = new InsertRules(statement, table, schema, key);
        return rules.refusal(values).or(() -> foreignId(view, table, rules, values));
    }

    /** The application's own id, which does not say in which store its entity is to be found. */
    private Optional<String> foreignId(MigrationView view, TablePlan table, InsertRules rules, Values values) {
        boolean foreign = rules.ids().stream()
                .flatMap(id -> values.of(id).stream())
                .anyMatch(id ->
                        locator.storeOfId(view, table, id) != view.accepting() && !locator.namesStore(view, table, id));
        return foreign
                ? Optional.of("an instance id that it gives does not lead to the store that accepts launches; leave"
                        + " column " + table.instanceId() + " out, so that the driver gives the id, or use"
                        + " migrating_id()")
                : Optional.empty();
    }

    private static Forecast of(Route route, PlannedStatement statement) {
        if (route instanceof Route.Refuse refuse) {
            return Forecast.refused(refuse.reason());
        }
        Verdict verdict = Objects.requireNonNull(VERDICTS.get(route.getClass()), route::toString);
        boolean pass = verdict == Verdict.ONE_STORE && !statement.namesMovedTable();
        return new Forecast(pass ? Verdict.PASS : verdict, null);
    }
}
