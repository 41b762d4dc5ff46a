package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.internal.control.Events.Event;
import io.migratingjdbc.internal.model.MigrationView;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was achieved in the current epoch, kept in the log. Tied to the epoch, which never comes back: rows that
 * came after a rollback to STABLE were not captured, so that an earlier copy says nothing.
 */
public final class Milestones {
    private static final int LOOK_BACK = 10_000;
    private static final String COMPLETE = "complete";
    private static final String CLEAN = "clean";
    private static final Pattern BEGUN = Pattern.compile("begun (\\S+Z): ");

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

    /** @param began when its first rows were compared; @param detail for the reader of the log */
    public void verified(MigrationView view, boolean clean, Instant began, String detail) throws SQLException {
        migration.log(verify(view), (clean ? CLEAN : "differences") + ", begun " + began + ": " + detail);
    }

    /** The verification that was begun last in this epoch: one that was written down late says nothing of what came after. */
    public Optional<LastVerification> lastVerification(MigrationView view) throws SQLException {
        return migration.events(LOOK_BACK).stream()
                .filter(event -> event.what().equals(verify(view)))
                .map(event -> new LastVerification(began(event), event.result().startsWith(CLEAN), event.result()))
                .reduce((one, other) -> one.at().isAfter(other.at()) ? one : other);
    }

    private static Instant began(Event event) {
        Matcher began = BEGUN.matcher(event.result());
        return began.find() ? Instant.parse(began.group(1)) : event.at();
    }

    /** @param at when its first rows were compared, by the database's clock; all may have changed since */
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
