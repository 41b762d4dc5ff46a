package io.migratingjdbc.admin.status;

import io.migratingjdbc.admin.copy.CopyProgress;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.admin.pace.Orders;
import io.migratingjdbc.admin.transition.Pace;
import io.migratingjdbc.admin.verify.ComparisonProgress;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.replicate.ControlSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * What is copied and compared, by whatever process.
 *
 * @param maxRate as the operator has ordered it
 * @param paused whether the operator holds it
 */
public record Movements(List<Movement> copied, List<Movement> compared, String maxRate, boolean paused) {

    /** Of a phase in which rows move. */
    static Movements read(Migration migration, MigrationView view) throws SQLException {
        Connection target = migration.stores().connection(Role.TARGET);
        ControlSchema control = migration.control();
        Orders orders = new Pace(migration).read();
        return new Movements(
                CopyProgress.read(target, control, view.epoch()).stream()
                        .map(table -> Movement.of(
                                table.table(),
                                table.complete(),
                                table.rows(),
                                table.expected(),
                                table.bytes(),
                                table.complete() ? 0 : table.rowsPerSecond(),
                                table.complete() ? 0 : table.bytesPerSecond()))
                        .toList(),
                ComparisonProgress.read(target, control, view.epoch()).stream()
                        .map(table -> Movement.of(
                                table.table(),
                                table.finished(),
                                table.rows(),
                                table.expected(),
                                0,
                                table.finished() ? 0 : table.rowsPerSecond(),
                                0))
                        .toList(),
                orders.maxRate().toString(),
                orders.paused());
    }

    void print(Text text) {
        if (copied.isEmpty() && compared.isEmpty()) {
            return;
        }
        text.title("Immutable tables" + (paused ? ", paused: run pace --resume to go on" : ""));
        copied.forEach(table -> table.print(text, table.complete() ? "copied" : "copying"));
        compared.forEach(table -> table.print(text, table.complete() ? "compared" : "comparing"));
    }
}
