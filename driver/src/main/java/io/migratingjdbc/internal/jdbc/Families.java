package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.launch.Cell;
import io.migratingjdbc.internal.launch.KeyCheck;
import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.route.Route;
import io.migratingjdbc.internal.sql.ValueExpression;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/**
 * Where new children go whose instance ids do not tell the store.
 *
 * <p>Invariant: an entity and its children are in one store, also children that come after the entity has ended and join those that it
 * left behind. So a store in which one row of an instance id was found may be remembered for all of them.
 */
final class Families {
    private final MigrationContext context;
    private final Transaction transaction;

    Families(MigrationContext context, Transaction transaction) {
        this.context = context;
        this.transaction = transaction;
    }

    /** The store that holds the families of the rows that an INSERT brings; the accepting one if there are none. */
    Role storeOf(Execution execution, Route.InsertBelow below, MigrationView view) throws SQLException {
        List<List<Cell>> missing = new ArrayList<>();
        for (ValueExpression id : below.ids()) {
            missing.add(List.of(execution.cell(id)));
        }
        Role accepting = view.accepting();
        Set<Role> stores = EnumSet.noneOf(Role.class);
        missing = search(below.table(), view, missing, stores, this::idsIn);
        if (!transaction.joined().isEmpty()) {
            // The transaction's snapshots may be older than an entity that is there.
            search(below.table(), view, missing, stores, this::committedIdsIn);
        }
        if (stores.size() > 1) {
            throw ErrorCode.REFUSED.exception("The rows inserted into "
                    + below.table().name() + " belong to entities in both stores; insert them in two statements");
        }
        return stores.isEmpty() ? accepting : stores.iterator().next();
    }

    @FunctionalInterface
    private interface Reading {
        SortedSet<Integer> of(MigrationView view, Role role, TablePlan table, List<List<Cell>> ids) throws SQLException;
    }

    /**
     * @param stores gets those in which some were found
     * @return what was not found
     */
    private List<List<Cell>> search(
            TablePlan child, MigrationView view, List<List<Cell>> ids, Set<Role> stores, Reading reading)
            throws SQLException {
        List<List<Cell>> missing = ids;
        for (TablePlan table : tablesOf(child)) {
            for (Role role : List.of(view.accepting(), view.accepting().other())) {
                if (missing.isEmpty()) {
                    return missing;
                }
                SortedSet<Integer> found = reading.of(view, role, table, missing);
                if (!found.isEmpty()) {
                    stores.add(role);
                }
                missing = without(missing, found);
            }
        }
        return missing;
    }

    /** The entity's own first, where the search mostly ends. */
    private List<TablePlan> tablesOf(TablePlan child) {
        List<TablePlan> tables = new ArrayList<>();
        for (TablePlan table : context.plan().tables()) {
            if (table.name().equals(child.entity())) {
                tables.add(0, table);
            } else if (child.entity().equals(table.entity())) {
                tables.add(table);
            }
        }
        return tables;
    }

    /** Read in the transaction where it has joined, so that it sees the rows that it has created itself. */
    private SortedSet<Integer> idsIn(MigrationView view, Role role, TablePlan table, List<List<Cell>> ids)
            throws SQLException {
        Optional<StoreSession> joined = transaction.joined(role);
        return joined.isPresent()
                ? check(view, role, table).hits(joined.get().connection(), ids)
                : committedIdsIn(view, role, table, ids);
    }

    private SortedSet<Integer> committedIdsIn(MigrationView view, Role role, TablePlan table, List<List<Cell>> ids)
            throws SQLException {
        try (Connection side = context.side(role)) {
            return check(view, role, table).hits(side, ids);
        }
    }

    private KeyCheck check(MigrationView view, Role role, TablePlan table) throws SQLException {
        return context.keyCheck(view, role, table, context.schemaOf(table.name()), List.of(table.instanceId()));
    }

    private static List<List<Cell>> without(List<List<Cell>> ids, Set<Integer> indexes) {
        List<List<Cell>> left = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            if (!indexes.contains(i)) {
                left.add(ids.get(i));
            }
        }
        return left;
    }
}
