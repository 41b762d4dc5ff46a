package io.migratingjdbc.internal.route;

import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.route.EntityLocator.Location;
import io.migratingjdbc.internal.sql.InsertShape;
import io.migratingjdbc.internal.sql.ValueExpression;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Where an INSERT goes in a two-store phase: entities and immutable rows to the store that takes them, children to that of their entity.
 *
 * @param columnsOf the columns of a planned table in their order; empty if they are not known
 */
record InsertRouter(Whereabouts whereabouts, Function<TableName, List<String>> columnsOf) {

    Route route(MigrationView view, PlannedStatement statement, Values values, SessionState session) {
        TablePlan table = statement.target().orElseThrow();
        if (table.tableClass() == TableClass.TRANSIENT) {
            return insertBelow(view, statement, table, values);
        }
        Optional<String> sources = refusalOfSources(view, statement, values, storeOf(view, table, session));
        if (sources.isPresent()) {
            return new Route.Refuse(sources.get());
        }
        return switch (table.tableClass()) {
            case KEYED -> new Route.Launch(table);
            case IMMUTABLE -> new Route.InsertImmutable(table);
            case TRANSIENT, PINNED -> new Route.Refuse("it inserts into a pinned table");
        };
    }

    private static Role storeOf(MigrationView view, TablePlan table, SessionState session) {
        boolean follows = table.tableClass() == TableClass.IMMUTABLE && session.changed() != null;
        return follows ? session.changed() : view.accepting();
    }

    /** The query of an INSERT ... SELECT runs in the store that is inserted into: its entities must all be there. */
    private Optional<String> refusalOfSources(
            MigrationView view, PlannedStatement statement, Values values, Role store) {
        List<PlannedUse> sources = statement.uses().subList(1, statement.uses().size());
        if (sources.stream().noneMatch(PlannedUse::entityRows)) {
            return Optional.empty();
        }
        if (statement.profile().pinning() != null) {
            return Optional.of(statement.profile().pinning());
        }
        Set<Role> stores = EnumSet.noneOf(Role.class);
        for (PlannedUse source : sources) {
            if (source.entityRows()) {
                Optional<Set<Role>> where = whereabouts.ofRows(view, statement, source, values, false);
                if (where.isEmpty()) {
                    return Optional.of(
                            "the rows of " + source.use().table() + " that it selects may be in both stores");
                }
                stores.addAll(where.get());
            }
        }
        return Set.of(store).containsAll(stores)
                ? Optional.empty()
                : Optional.of("it selects rows of the store that it does not insert into");
    }

    /** Children go where their entity is. */
    private Route insertBelow(MigrationView view, PlannedStatement statement, TablePlan table, Values values) {
        InsertShape insert = statement.profile().insert();
        List<String> columns = insert.columns().isEmpty() ? columnsOf.apply(table.name()) : insert.columns();
        int column = columns.indexOf(table.instanceId());
        if (insert.fromQuery()) {
            return insertSelected(view, statement, table, column, values);
        }
        if (column < 0 || insert.rows().stream().anyMatch(row -> row.size() <= column)) {
            return unknownParents(table);
        }
        Optional<String> sources =
                statement.uses().stream().filter(PlannedUse::entityRows).count() > 1
                        ? Optional.of("its values are queries of entities; select them first")
                        : Optional.empty();
        return sources.<Route>map(Route.Refuse::new)
                .orElseGet(() -> belowIds(
                        view,
                        table,
                        insert.rows().stream().map(row -> row.get(column)).toList(),
                        values));
    }

    private static Route unknownParents(TablePlan table) {
        return new Route.Refuse("the instance ids that it inserts into " + table.name()
                + " cannot be told; name column " + table.instanceId() + " and give its value");
    }

    private Route belowIds(MigrationView view, TablePlan table, List<ValueExpression> ids, Values values) {
        Set<Role> stores = EnumSet.noneOf(Role.class);
        for (ValueExpression id : ids) {
            Optional<Object> value = values.of(id);
            if (value.isEmpty()) {
                return new Route.Refuse("an instance id that it inserts into " + table.name() + " is NULL or computed");
            }
            Location location = whereabouts.locator().locate(view, table, value.get());
            if (location instanceof Location.Sure sure) {
                stores.add(sure.store());
            } else {
                return new Route.InsertBelow(table, ids);
            }
        }
        return stores.size() == 1
                ? new Route.OneStore(stores.iterator().next(), false)
                : new Route.Refuse("its rows belong to entities in both stores; insert them in two statements");
    }

    /** A query that runs where the rows are that it selects: each store inserts the children of its own entities. */
    private Route insertSelected(
            MigrationView view, PlannedStatement statement, TablePlan table, int column, Values values) {
        List<InsertShape.Selected> selected = statement.profile().insert().selected();
        if (column < 0 || selected.size() <= column) {
            return unknownParents(table);
        }
        InsertShape.Selected id = selected.get(column);
        List<PlannedUse> sources =
                statement.uses().stream().skip(1).filter(PlannedUse::entityRows).toList();
        if (sources.isEmpty()) {
            return belowIds(view, table, List.of(id.value()), values);
        }
        Optional<Set<Role>> where = whereabouts.of(view, statement, sources, values, false);
        Role store = where.filter(stores -> stores.size() == 1)
                .map(stores -> stores.iterator().next())
                .orElse(null);
        if (!statement.isSourceOfIds(id)) {
            boolean there = store != null
                    && belowIds(view, table, List.of(id.value()), values).equals(new Route.OneStore(store, false));
            return there ? new Route.OneStore(store, false) : unknownParents(table);
        }
        if (store != null) {
            return new Route.OneStore(store, false);
        }
        boolean tied = sources.stream().map(PlannedUse::group).distinct().count() == 1;
        if (!tied || statement.profile().pinning() != null) {
            return new Route.Refuse(
                    "the rows that it selects may be in both stores, and are not joined by instance ids");
        }
        return new Route.BothStores(List.of(), null);
    }
}
