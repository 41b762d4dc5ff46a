package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.internal.control.Events.Event;
import io.migratingjdbc.internal.model.MigrationView;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was achieved in the current epoch, kept in the log. Tied to the epoch, which never comes back: rows that
 * came after a rollback to STABLE were not captured, so that an earlier copy says nothing.
 */
public final class Milestones {
    private static final int LOOK_BACK = 10_000;
    private static final String COMPLETE = "complete";
    private static final String CLEAN = "clean";

    private final Migration migration;

    public Milestones(Migration migration) {
        this.migration = migration;
    }

    /** @param detail for the reader of the log */
    public void copied(MigrationView view, String detail) throws SQLException {
        migration.log(copy(view), COMPLETE + ": " + detail);
    }

    public boolean copyComplete(MigrationView view) throws SQLException {
        return latest(copy(view))
                .filter(event -> event.result().startsWith(COMPLETE))
                .isPresent();
    }

    public void verified(MigrationView view, boolean clean, String detail) throws SQLException {
        migration.log(verify(view), (clean ? CLEAN : "differences") + ": " + detail);
    }

    /** The last verification in this epoch. */
    public Optional<LastVerification> lastVerification(MigrationView view) throws SQLException {
        return latest(verify(view))
                .map(event -> new LastVerification(event.at(), event.result().startsWith(CLEAN), event.result()));
    }

    /** @param at by the database's clock */
    public record LastVerification(Instant at, boolean clean, String result) {}

    private Optional<Event> latest(String what) throws SQLException {
        List<Event> events = migration.events(LOOK_BACK);
        return events.stream().filter(event -> event.what().equals(what)).reduce((earlier, later) -> later);
    }

    private static String copy(MigrationView view) {
        return "copy in epoch " + view.epoch();
    }

    private static String verify(MigrationView view) {
        return "verify in epoch " + view.epoch();
    }
}
