package io.migratingjdbc.internal.route;

import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.route.EntityLocator.Location;
import io.migratingjdbc.internal.sql.ValueExpression;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where the entity rows of a statement are, as far as its instance ids tell. */
record Whereabouts(EntityLocator locator) {

    /** The stores that hold all entity rows that the statement may touch; empty if that cannot be told. */
    Optional<Set<Role>> ofEntities(MigrationView view, PlannedStatement statement, Values values, boolean remembered) {
        List<PlannedUse> entities =
                statement.uses().stream().filter(PlannedUse::entityRows).toList();
        return of(view, statement, entities, values, remembered);
    }

    Optional<Set<Role>> of(
            MigrationView view, PlannedStatement statement, List<PlannedUse> uses, Values values, boolean remembered) {
        if (statement.profile().pinning() != null) {
            return Optional.empty();
        }
        Set<Role> stores = EnumSet.noneOf(Role.class);
        for (PlannedUse use : uses) {
            Optional<Set<Role>> where = ofRows(view, statement, use, values, remembered);
            if (where.isEmpty()) {
                return Optional.empty();
            }
            stores.addAll(where.get());
        }
        return Optional.of(stores);
    }

    /** A pin holds for its own use and, unless an outer join may drop its rows, for all uses of its group. */
    Optional<Set<Role>> ofRows(
            MigrationView view, PlannedStatement statement, PlannedUse use, Values values, boolean remembered) {
        List<Pin> candidates = new ArrayList<>();
        for (Pin pin : statement.pins()) {
            PlannedUse pinned = statement.uses().get(pin.use());
            boolean sameUse = pin.use() == use.use().index();
            if (sameUse || pinned.group() == use.group() && !pinned.use().nullable()) {
                candidates.add(pin);
            }
        }
        for (Pin pin : candidates) {
            Optional<Set<Role>> where = ofIds(view, pin, values, remembered);
            if (where.isPresent()) {
                return where;
            }
        }
        return Optional.empty();
    }

    private Optional<Set<Role>> ofIds(MigrationView view, Pin pin, Values values, boolean remembered) {
        Set<Role> stores = EnumSet.noneOf(Role.class);
        for (ValueExpression id : pin.ids()) {
            if (values.isNull(id)) {
                continue; // equal to nothing
            }
            Optional<List<Object>> all = values.all(id);
            if (all.isEmpty()) {
                return Optional.empty();
            }
            boolean single = pin.ids().size() == 1 && all.get().size() == 1;
            for (Object value : all.get()) {
                Location location = locator.locate(view, pin.table(), value);
                if (location instanceof Location.Sure sure) {
                    stores.add(sure.store());
                } else if (remembered && single && location instanceof Location.Remembered found) {
                    stores.add(found.store());
                } else {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(stores);
    }

    /** Whether an id names a store that the view does not expect to be in use. */
    boolean nameUnexpectedStore(MigrationView view, PlannedStatement statement, Values values) {
        for (Pin pin : statement.pins()) {
            for (ValueExpression id : pin.ids()) {
                for (Object value : values.all(id).orElse(List.of())) {
                    if (locator.unexpected(view, pin.table(), value)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** The look-ups that led an execution to a store turned out to be out of date. */
    void forget(PlannedStatement statement, Values values) {
        for (Pin pin : statement.pins()) {
            for (ValueExpression id : pin.ids()) {
                values.all(id).ifPresent(all -> all.forEach(value -> locator.forget(pin.table(), value)));
            }
        }
    }
}
