package io.migratingjdbc.internal.route;

import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Phase;
import java.util.Map;
import java.util.Objects;

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
            Map.entry(Route.Gather.class, Verdict.BOTH_STORES));

    private final Router router;

    public Forecaster(Router router) {
        this.router = router;
    }

    /** Under the view if it is of a two-store phase, else as if it were. Never throws. */
    public Forecast forecast(MigrationView view, PlannedStatement statement, Values values, SessionState session) {
        try {
            return view.phase().twoStore()
                    ? of(router.routeFresh(view, statement, values, session), statement)
                    : of(router.routeFresh(inMigration(view), statement, values, SessionState.IDLE), statement);
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

    private static Forecast of(Route route, PlannedStatement statement) {
        if (route instanceof Route.Refuse refuse) {
            return Forecast.refused(refuse.reason());
        }
        Verdict verdict = Objects.requireNonNull(VERDICTS.get(route.getClass()), route::toString);
        boolean pass = verdict == Verdict.ONE_STORE && !statement.namesMovedTable();
        return new Forecast(pass ? Verdict.PASS : verdict, null);
    }
}
