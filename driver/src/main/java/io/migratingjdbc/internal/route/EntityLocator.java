package io.migratingjdbc.internal.route;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.migratingjdbc.internal.launch.InstanceIds;
import io.migratingjdbc.internal.model.IdStrategy;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Plan;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.StoreId;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TablePlan;
import java.math.BigDecimal;
import java.util.Optional;

/** Tells in which store the entity of an instance id lives (protocol section 6). */
public final class EntityLocator {

    /** Where an entity lives. */
    sealed interface Location {
        /** Known for sure. */
        record Sure(Role store) implements Location {}

        /** Found there by a look-up earlier. */
        record Remembered(Role store) implements Location {}

        record Unknown() implements Location {}
    }

    private record Found(TableName entity, String id) {}

    private final Plan plan;
    private final Cache<Found, StoreId> found;

    /** @param cacheSize how many look-ups are remembered */
    public EntityLocator(Plan plan, long cacheSize) {
        this.plan = plan;
        this.found = Caffeine.newBuilder().maximumSize(cacheSize).build();
    }

    Location locate(MigrationView view, TablePlan table, Object id) {
        return switch (table.ids()) {
            case PREFIX -> new Location.Sure(byPrefix(view, id.toString()));
            case RANGE -> number(id).isPresent() ? new Location.Sure(byRange(view, table, id)) : new Location.Unknown();
            case LOOKUP -> {
                StoreId store = found.getIfPresent(new Found(table.entity(), id.toString()));
                Optional<Role> role = store == null ? Optional.empty() : plan.roleOf(store);
                yield role.isPresent() ? new Location.Remembered(role.get()) : new Location.Unknown();
            }
        };
    }

    /** In STABLE no entity can be in the target: an id of the target's means that the view is old. */
    boolean unexpected(MigrationView view, TablePlan table, Object id) {
        return switch (table.ids()) {
            case PREFIX -> InstanceIds.storeOf(id.toString(), view.stores()).equals(Optional.of(Role.TARGET));
            case RANGE -> rangeOf(view, table, id).equals(Optional.of(Role.TARGET));
            case LOOKUP -> false;
        };
    }

    /** Whether it can be told here to which store an id leads; the table's strategy is not LOOKUP. */
    public boolean isReadable(TablePlan table, Object id) {
        return table.ids() == IdStrategy.PREFIX || number(id).isPresent();
    }

    /** The store to which a readable id leads for sure. */
    public Role storeOfId(MigrationView view, TablePlan table, Object id) {
        return table.ids() == IdStrategy.PREFIX ? byPrefix(view, id.toString()) : byRange(view, table, id);
    }

    /** Whether the id itself names a store, rather than being of before there were such ids. */
    public boolean namesStore(MigrationView view, TablePlan table, Object id) {
        return table.ids() == IdStrategy.PREFIX
                ? InstanceIds.storeOf(id.toString(), view.stores()).isPresent()
                : rangeOf(view, table, id).isPresent();
    }

    private Role byPrefix(MigrationView view, String id) {
        return InstanceIds.storeOf(id, view.stores()).orElseGet(this::legacy);
    }

    private Role byRange(MigrationView view, TablePlan table, Object id) {
        return rangeOf(view, table, id).orElseGet(this::legacy);
    }

    private Optional<Role> rangeOf(MigrationView view, TablePlan table, Object id) {
        return number(id)
                .flatMap(number -> view.ranges().storeOf(table.entity(), number))
                .flatMap(plan::roleOf);
    }

    /** Empty for what is not read as a whole number here: what it equals is the store's to say. */
    private static Optional<Long> number(Object id) {
        try {
            return Optional.of(new BigDecimal(id.toString().trim()).longValueExact());
        } catch (ArithmeticException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private Role legacy() {
        return plan.roleOf(plan.legacyIds()).orElse(Role.INITIAL);
    }

    /** Remembers where a look-up found an entity. */
    public void remember(TablePlan table, Object id, Role store) {
        found.put(new Found(table.entity(), id.toString()), plan.stores().get(store));
    }

    /** Forgets a look-up that turned out to be out of date. */
    public void forget(TablePlan table, Object id) {
        found.invalidate(new Found(table.entity(), id.toString()));
    }
}
