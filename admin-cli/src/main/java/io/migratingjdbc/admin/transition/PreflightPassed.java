package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.check.CheckReport;
import io.migratingjdbc.admin.check.Checks;
import io.migratingjdbc.admin.check.Inspection;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.internal.model.MigrationView;
import java.sql.SQLException;
import java.time.Duration;

/** Nothing in the stores speaks against it. */
record PreflightPassed(Duration foreignMaxAge) implements Condition {

    @Override
    public Precondition evaluate(Migration migration, MigrationView view) throws SQLException {
        CheckReport report = Checks.beforeStart(new Inspection(migration), foreignMaxAge);
        String name = "Preflight finds no failure";
        return report.passed()
                ? Precondition.holds(name)
                : Precondition.blocked(name, String.join("; ", report.failures()));
    }
}
