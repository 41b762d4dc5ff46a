package io.migratingjdbc.internal.route;

import io.migratingjdbc.internal.model.IdStrategy;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Plan;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.sql.NestedQuery;
import io.migratingjdbc.internal.sql.StatementKind;
import io.migratingjdbc.internal.sql.StatementProfile;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Protocol sections 2, 7 and 8 as one decision per execution.
 *
 * <p>Invariant: in a two-store phase a statement gets {@link Route.OneStore} only if every entity row that it could read or change is in that
 * store, or has no entity rows at all.
 */
public final class Router {
    /** Of an id that is about to be used for a launch: where the transaction has read before does not matter. */
    private static final Set<String> MAKES_IDS = Set.of("migrating_id", "nextval");

    private final Plan plan;
    private final Whereabouts whereabouts;
    private final InsertRouter inserts;

    /** Where no table's columns are known, so that children can only be inserted with a list of columns. */
    public Router(Plan plan, EntityLocator locator) {
        this(plan, locator, table -> List.of());
    }

    /** @param columns the columns of a planned table in their order; empty if they are not known */
    public Router(Plan plan, EntityLocator locator, Function<TableName, List<String>> columns) {
        this.plan = plan;
        this.whereabouts = new Whereabouts(locator);
        this.inserts = new InsertRouter(whereabouts, columns);
    }

    public Route route(MigrationView view, PlannedStatement statement, Values values, SessionState session) {
        return view.phase() == Phase.STABLE && whereabouts.nameUnexpectedStore(view, statement, values)
                ? new Route.RefreshView()
                : routeFresh(view, statement, values, session);
    }

    /** Under a view that was just read, so that an id it does not expect is nobody's. Never {@link Route.RefreshView}. */
    public Route routeFresh(MigrationView view, PlannedStatement statement, Values values, SessionState session) {
        Optional<Route.Refuse> control = refusalOfControl(statement);
        if (control.isPresent()) {
            return control.get();
        }
        return view.phase().twoStore() ? inTwoStores(view, statement, values, session) : inOneStore(view, statement);
    }

    /** In every phase and in every state of the transaction. */
    public static Optional<Route.Refuse> refusalOfControl(PlannedStatement statement) {
        StatementProfile profile = statement.profile();
        return profile.kind() == StatementKind.UNKNOWN && profile.transactionCommand() != null
                ? Optional.of(new Route.Refuse(
                        "it controls the transaction among other statements, so that a launch could be committed"
                                + " without its check; send BEGIN, COMMIT and the like in statements of their own"))
                : Optional.empty();
    }

    /** The look-ups that led this execution to a store turned out to be out of date. */
    public void forget(PlannedStatement statement, Values values) {
        whereabouts.forget(statement, values);
    }

    /** STABLE and COMPLETED: everything to the accepting store; launches are told apart for their ids and the fence. */
    private Route inOneStore(MigrationView view, PlannedStatement statement) {
        Optional<Role> pinned = pinnedStore(statement);
        if (pinned.isPresent()) {
            return new Route.OneStore(pinned.get(), statement.mayLaunch());
        }
        Optional<TablePlan> target = statement.target();
        if (statement.profile().insert() != null && target.isPresent()) {
            if (target.get().tableClass() == TableClass.KEYED) {
                return new Route.Launch(target.get());
            }
            if (target.get().tableClass() == TableClass.IMMUTABLE) {
                return new Route.InsertImmutable(target.get());
            }
        }
        return new Route.OneStore(view.accepting(), statement.mayLaunch());
    }

    private Route inTwoStores(MigrationView view, PlannedStatement statement, Values values, SessionState session) {
        StatementProfile profile = statement.profile();
        return switch (profile.kind()) {
            case TRANSACTION, SESSION ->
                SessionBound.refusal(statement, session)
                        .<Route>map(Route.Refuse::new)
                        .orElseGet(() -> new Route.OneStore(session.home(view.accepting()), false));
            case UNKNOWN ->
                new Route.Refuse("the statement cannot be analysed (" + profile.unknownReason()
                        + ") and may touch a migrated table");
            case CALL -> new Route.Refuse("CALL, DO and EXECUTE run code that may touch tables in both stores");
            case DDL -> dataDefinition(view, statement, session);
            case OTHER_WRITE -> otherWrite(statement);
            case SELECT, INSERT, UPDATE, DELETE ->
                seesOwnRows(dataStatement(view, statement, values, session), statement, session);
        };
    }

    /**
     * Immutable rows are in both stores, but for those that this transaction has inserted: until it is committed, only their store knows
     * them. (Rows of others are read as they are in each store, as two reads at different times would find them.)
     */
    private static Route seesOwnRows(Route route, PlannedStatement statement, SessionState session) {
        boolean reads = statement.uses().stream()
                .anyMatch(use -> use.is(TableClass.IMMUTABLE)
                        && (statement.target().isEmpty() || use.use().index() > 0));
        if (!reads
                || session.immutableRowsIn().isEmpty()
                || route instanceof Route.Refuse
                || route instanceof Route.ReadImmutable) {
            return route;
        }
        boolean sees =
                route instanceof Route.OneStore one && session.immutableRowsIn().equals(Set.of(one.store()))
                        || route instanceof Route.Remembered remembered
                                && session.immutableRowsIn().equals(Set.of(remembered.store()))
                        || route instanceof Route.Launch
                        || route instanceof Route.InsertImmutable;
        return sees
                ? route
                : new Route.Refuse(
                        "this transaction has inserted immutable rows, which the other store gets only after the"
                                + " commit; commit before");
    }

    private Route dataDefinition(MigrationView view, PlannedStatement statement, SessionState session) {
        Set<String> identifiers = statement.profile().identifiers();
        Optional<TablePlan> named = plan.tables().stream()
                .filter(table -> identifiers.contains(table.name().name()))
                .findFirst();
        if (named.isPresent()) {
            return new Route.Refuse("DDL that names table " + named.get().name()
                    + " must be run in both stores directly, not through the driver, while entities are in both");
        }
        return new Route.OneStore(session.home(view.accepting()), false);
    }

    private Route otherWrite(PlannedStatement statement) {
        Optional<Role> pinned = statement.uses().isEmpty() ? Optional.empty() : pinnedStore(statement);
        return pinned.<Route>map(store -> new Route.OneStore(store, false))
                .orElseGet(() -> new Route.Refuse("this kind of statement cannot be split between two stores"));
    }

    /** The one store of the pinned tables, if the statement names nothing else. */
    private Optional<Role> pinnedStore(PlannedStatement statement) {
        Set<Role> stores = EnumSet.noneOf(Role.class);
        for (PlannedUse use : statement.uses()) {
            if (use.is(TableClass.PINNED)) {
                plan.roleOf(use.plan().pinnedTo()).ifPresent(stores::add);
            } else if (!use.system()) {
                return Optional.empty();
            }
        }
        return stores.size() == 1 ? Optional.of(stores.iterator().next()) : Optional.empty();
    }

    private Route dataStatement(MigrationView view, PlannedStatement statement, Values values, SessionState session) {
        Optional<String> refusal = refusalOfTables(statement).or(() -> SessionBound.refusal(statement, session));
        if (refusal.isPresent()) {
            return new Route.Refuse(refusal.get());
        }
        if (SessionBound.isAdvisoryLock(statement)) {
            return new Route.AdvisoryLock();
        }
        boolean pinned = statement.uses().stream().anyMatch(use -> use.is(TableClass.PINNED));
        if (pinned) {
            return withPinnedTables(view, statement, values, session);
        }
        if (statement.profile().insert() != null) {
            return inserts.route(view, statement, values, session);
        }
        if (statement.uses().stream().noneMatch(PlannedUse::entityRows)) {
            return withoutEntities(view, statement, session);
        }
        return entities(view, statement, values, session);
    }

    private Optional<String> refusalOfTables(PlannedStatement statement) {
        if (statement.unsafeFunction().isPresent()) {
            return Optional.of("function " + statement.unsafeFunction().get()
                    + " may touch tables in both stores; if it does not," + " add it to migrating.safe-functions");
        }
        return statement.uses().stream()
                .filter(use -> use.plan() == null && !use.system())
                .map(use -> "table " + use.use().table() + " has no class in the plan; add migrating.table."
                        + use.use().table() + ".class")
                .findFirst();
    }

    /** Pinned tables may stand with immutable ones, which are everywhere, and with entities known to be in the same store. */
    private Route withPinnedTables(
            MigrationView view, PlannedStatement statement, Values values, SessionState session) {
        Set<Role> stores = EnumSet.noneOf(Role.class);
        for (PlannedUse use : statement.uses()) {
            if (use.is(TableClass.PINNED)) {
                plan.roleOf(use.plan().pinnedTo()).ifPresent(stores::add);
            }
        }
        if (stores.size() != 1) {
            return new Route.Refuse("it names tables that are pinned to different stores");
        }
        Role store = stores.iterator().next();
        if (statement.profile().query() != null) {
            return readWithPinnedTables(view, statement, values, store);
        }
        boolean changesOther =
                statement.target().isPresent() && !statement.uses().get(0).is(TableClass.PINNED);
        if (changesOther) {
            return new Route.Refuse("it changes a migrated table with data of a pinned one");
        }
        if (statement.uses().stream().anyMatch(PlannedUse::entityRows)) {
            Optional<Set<Role>> where = whereabouts.ofEntities(view, statement, values, false);
            if (where.isEmpty() || !Set.of(store).containsAll(where.get())) {
                return new Route.Refuse("it joins a pinned table with entities that may be in the other store");
            }
        }
        return new Route.OneStore(store, false);
    }

    private Route readWithPinnedTables(MigrationView view, PlannedStatement statement, Values values, Role store) {
        Optional<Set<Role>> where = whereabouts.ofEntities(view, statement, values, false);
        boolean together = where.isPresent() && Set.of(store).containsAll(where.get());
        return together
                ? new Route.OneStore(store, false)
                : gather(
                        statement,
                        store,
                        false,
                        "it joins a pinned table with" + " entities that may be in the other store");
    }

    private Route withoutEntities(MigrationView view, PlannedStatement statement, SessionState session) {
        boolean makesIds = statement.profile().functions().stream().anyMatch(MAKES_IDS::contains);
        Role home = makesIds && session.changed() == null ? view.accepting() : session.home(view.accepting());
        return switch (statement.profile().kind()) {
            case SELECT ->
                statement.uses().stream().anyMatch(use -> use.is(TableClass.IMMUTABLE))
                        ? new Route.ReadImmutable(
                                home, !statement.profile().conditions().isEmpty())
                        : new Route.OneStore(home, false);
            default ->
                new Route.Refuse("rows of immutable table "
                        + statement.uses().get(0).use().table()
                        + " are never updated or deleted while they are copied between the stores");
        };
    }

    private Route entities(MigrationView view, PlannedStatement statement, Values values, SessionState session) {
        if (statement
                .target()
                .filter(table -> table.tableClass() == TableClass.IMMUTABLE)
                .isPresent()) {
            return withoutEntities(view, statement, SessionState.IDLE);
        }
        if (changesInstanceId(statement)) {
            return new Route.Refuse("it changes an instance id, by which the store of the row is known");
        }
        Optional<Set<Role>> where = whereabouts.ofEntities(view, statement, values, false);
        if (!statement.updatesKey()) {
            return rows(view, statement, values, session, where);
        }
        Route changed = keyUpdate(view, statement, where);
        return statement.mayKeepKey()
                ? new Route.KeyMayStay(
                        statement.target().orElseThrow(), rows(view, statement, values, session, where), changed)
                : changed;
    }

    /** @param where the stores that hold all of them; empty if that cannot be told */
    private Route rows(
            MigrationView view,
            PlannedStatement statement,
            Values values,
            SessionState session,
            Optional<Set<Role>> where) {
        StatementProfile profile = statement.profile();
        if (where.isPresent() && where.get().size() <= 1) {
            Role store = where.get().stream().findFirst().orElse(view.accepting());
            return new Route.OneStore(store, false);
        }
        Optional<Set<Role>> remembered = whereabouts.ofEntities(view, statement, values, true);
        if (foundNothingShows(statement)
                && remembered.isPresent()
                && remembered.get().size() == 1) {
            return new Route.Remembered(remembered.get().iterator().next());
        }
        return profile.query() == null
                ? writeInBothStores(statement, profile)
                : readInBothStores(view, statement, session);
    }

    /** Whether an old look-up is noticed by an empty result: not so by an aggregate, which has a row in any case. */
    private static boolean foundNothingShows(PlannedStatement statement) {
        return statement.profile().query() == null
                || statement.inseparable() == null
                        && statement.profile().query().rows().isPresent();
    }

    /** Store by store, or where the rows of all tables together are needed, by bringing them together in one store. */
    private Route readInBothStores(MigrationView view, PlannedStatement statement, SessionState session) {
        String inseparable = statement.inseparable();
        if (inseparable == null && statement.profile().pinning() == null) {
            return lookUps(statement);
        }
        return gather(view, statement, session, inseparable);
    }

    /** By bringing the rows of all tables together in one store. Never anything but {@link Route.Gather} or {@link Route.Refuse}. */
    public Route gather(MigrationView view, PlannedStatement statement, SessionState session, String reason) {
        // Immutable rows that the transaction itself has inserted are in the store that it has changed, and not yet in
        // the other.
        boolean turnable =
                session.changed() == null || statement.uses().stream().allMatch(PlannedUse::entityRows);
        return gather(statement, session.home(view.accepting()), turnable, reason);
    }

    private static Route gather(PlannedStatement statement, Role near, boolean turnable, String reason) {
        String obstacle = statement.profile().query().ungatherable();
        if (obstacle != null) {
            return new Route.Refuse(reason == null ? obstacle : reason + "; and " + obstacle);
        }
        List<Integer> entities = statement.uses().stream()
                .filter(PlannedUse::entityRows)
                .map(use -> use.use().index())
                .toList();
        return new Route.Gather(near, entities, turnable);
    }

    private Route writeInBothStores(PlannedStatement statement, StatementProfile profile) {
        if (groups(statement) > 1) {
            Optional<NestedQuery> query = statement.findsItsOwnRows();
            if (query.isPresent()) {
                return new Route.FindFirst(query.get());
            }
            return new Route.Refuse(
                    "its tables are not joined by instance ids, so that rows of the two stores might belong"
                            + " together; add an equality of their instance-id columns");
        }
        if (profile.pinning() != null) {
            return new Route.Refuse(profile.pinning());
        }
        return lookUps(statement);
    }

    /** How many families of entities it has that are not tied together by equal instance ids. */
    private static long groups(PlannedStatement statement) {
        return statement.uses().stream()
                .filter(PlannedUse::entityRows)
                .map(PlannedUse::group)
                .distinct()
                .count();
    }

    /** A statement about looked-up ids alone tells where they are. */
    private static Route lookUps(PlannedStatement statement) {
        for (Pin pin : statement.pins()) {
            if (pin.table().ids() == IdStrategy.LOOKUP && pin.ids().size() == 1) {
                return new Route.BothStores(pin.ids(), pin.table());
            }
        }
        return new Route.BothStores(List.of(), null);
    }

    private static boolean changesInstanceId(PlannedStatement statement) {
        return statement
                .target()
                .filter(table -> table.instanceId() != null)
                .filter(table -> statement.profile().assignments().containsKey(table.instanceId()))
                .isPresent();
    }

    private static Route keyUpdate(MigrationView view, PlannedStatement statement, Optional<Set<Role>> where) {
        TablePlan table = statement.target().orElseThrow();
        if (where.isEmpty() || where.get().size() != 1) {
            return statement.givesKey()
                            && groups(statement) == 1
                            && statement.profile().pinning() == null
                    ? new Route.LaunchByUpdate(table, view.accepting(), false)
                    : new Route.Refuse("it may change the key of entities in both stores; address the entity by "
                            + (table.instanceId() == null ? "an instance id" : table.instanceId())
                            + ", and give all columns of its key");
        }
        if (where.get().contains(view.accepting())) {
            return new Route.LaunchByUpdate(table, view.accepting(), true);
        }
        return new Route.Refuse("it changes the key of an entity in the store that accepts no launches now");
    }
}
