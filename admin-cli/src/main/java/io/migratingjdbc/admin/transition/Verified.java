package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.output.AdminException;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.admin.transition.Milestones.LastVerification;
import io.migratingjdbc.internal.model.MigrationView;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** The immutable tables were compared a short while ago, and nothing differed. */
record Verified(Duration maxAge) implements Condition {

    @Override
    public Precondition evaluate(Migration migration, MigrationView view) throws SQLException {
        String name = "The immutable tables were found the same in both stores within the last "
                + (maxAge.toMinutesPart() == 0 ? maxAge.toHours() + " hours" : maxAge.toMinutes() + " minutes");
        Optional<LastVerification> last = new Milestones(migration).lastVerification(view);
        if (new Replication(migration).immutableTables().isEmpty()) {
            return Precondition.holds(name);
        }
        if (last.isPresent() && !last.get().clean()) {
            return Precondition.blocked(
                    name,
                    last.get().result()
                            + "; make the rows the same (verify --repair brings what is missing), then run verify again");
        }
        return last.isPresent() && last.get().at().isAfter(migration.now().minus(maxAge))
                ? Precondition.holds(name)
                : Precondition.waiting(name, 0, "run verify, or advance --wait, which verifies");
    }

    @Override
    public void help(Migration migration, MigrationView view, Text live) throws SQLException {
        if (!new Preparation(migration, live)
                .verify(view, VerifyOptions.DEFAULT)
                .complete()) {
            throw AdminException.notYet("The comparison was stopped by pace --stop: run this again to go on");
        }
    }
}
