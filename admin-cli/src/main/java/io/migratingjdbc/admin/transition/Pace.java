package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.output.AdminException;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.admin.pace.Orders;
import io.migratingjdbc.admin.pace.OrdersTable;
import io.migratingjdbc.admin.pace.Pacer;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import java.sql.SQLException;
import java.util.function.UnaryOperator;

/** How fast the immutable tables of a migration are copied and compared. */
public final class Pace {
    private final Migration migration;
    private final OrdersTable orders;

    public Pace(Migration migration) {
        this.migration = migration;
        this.orders = new OrdersTable(migration.control());
    }

    /** What the operator has ordered so far. */
    public Orders read() throws SQLException {
        requireTwoStores(migration.view(), "pace");
        return orders.read(migration.stores().connection(Role.TARGET));
    }

    /** Holds for whatever runs now, in any process, and for what will. */
    public Orders change(UnaryOperator<Orders> change) throws SQLException {
        requireTwoStores(migration.view(), "pace");
        Orders changed = orders.change(migration.stores().connection(Role.TARGET), change);
        migration.log("pace", changed.toString());
        return changed;
    }

    /**
     * Holds the workers of this process back.
     *
     * @param change what the operator orders with the command
     * @param live is told why they are held
     */
    public Pacer pacer(UnaryOperator<Orders> change, Text live) throws SQLException {
        if (!change.apply(Orders.DEFAULT).equals(Orders.DEFAULT)) {
            change(change);
        }
        return new Pacer(
                migration.control(),
                migration.stores().source(Role.INITIAL),
                migration.stores().source(Role.TARGET),
                reason -> live.line("  " + reason));
    }

    /** @throws AdminException if nothing moves between the stores in this phase */
    static void requireTwoStores(MigrationView view, String command) {
        if (view.phase() == Phase.STABLE || view.phase() == Phase.COMPLETED) {
            throw AdminException.notYet("There is nothing to " + command + " in " + view.phase()
                    + (view.phase() == Phase.STABLE ? ": run start first" : ""));
        }
    }
}
