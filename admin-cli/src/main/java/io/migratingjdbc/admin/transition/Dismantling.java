package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.output.Mark;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.replicate.CopyTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Takes away what start, copy and verify have made, once a migration is in STABLE again: the stores' catalogs are
 * then as start found them. May be stopped anywhere and run again.
 *
 * <p>The order: the record says STABLE, hosts have had time to hear of it, what late transactions brought to the target is carried, then
 * the initial store, then the target.
 * Nobody has to wait for a host that does not answer: one that still has the old view finds no backlog and carries
 * nothing, and triggers go under a lock that waits for those who write. When the initial store has no backlog any
 * more, no row can come to the target that way, so that what is deleted there stays deleted.
 */
final class Dismantling {
    private final Migration migration;
    private final Text live;
    private final Installation installation;
    private final Replication replication;

    Dismantling(Migration migration, Text live) {
        this.migration = migration;
        this.live = live;
        this.installation = new Installation(migration);
        this.replication = new Replication(migration);
    }

    boolean isDue() throws SQLException {
        return installation.isInstalled(Role.INITIAL) || installation.isInstalled(Role.TARGET);
    }

    /** @return what the operator should know of what is left */
    List<String> run(MigrationView view, boolean deleteCopied) throws SQLException {
        List<String> notes = new ArrayList<>(bringLateRows(view));
        for (Role role : Role.values()) {
            if (installation.isInstalled(role)) {
                installation.removeCapture(view, role);
                installation.removeEvacuation(view, role);
                notes.addAll(sequences(view, role));
                if (role == Role.TARGET) {
                    notes.addAll(copiedRows(view, deleteCopied));
                }
                installation.removeTables(view, role);
                live.mark(Mark.STEP, "store " + migration.stores().name(role) + " is as start found it");
            }
        }
        migration.log("take away what start made", notes.isEmpty() ? "done" : String.join("; ", notes));
        return notes;
    }

    /** A transaction that began before the end may have brought immutable rows to the store that is given up. */
    private List<String> bringLateRows(MigrationView view) throws SQLException {
        if (!installation.isInstalled(Role.TARGET)) {
            return List.of();
        }
        installation.removeCapture(view, Role.TARGET);
        if (replication.backlogLeft(Role.TARGET) > 0) {
            replication.carry(Role.TARGET);
        }
        long divergent = replication.divergences(Role.TARGET);
        return divergent == 0
                ? List.of()
                : List.of(
                        divergent + " immutable rows of " + migration.stores().name(Role.TARGET) + " stay there only: "
                                + migration.stores().name(Role.INITIAL) + " has others with the same primary keys");
    }

    private List<String> sequences(MigrationView view, Role role) throws SQLException {
        FoundSequences found = new FoundSequences(migration.control());
        List<String> kept = new ArrayList<>();
        new GuardedChange(migration, view).run(role, inTransaction -> {
            kept.clear();
            kept.addAll(found.restore(inTransaction));
        });
        return kept;
    }

    /** Those that refer to others first. */
    private List<String> copiedRows(MigrationView view, boolean delete) throws SQLException {
        if (delete) {
            installation.takeBackCopies(view);
        }
        List<CopyTable> tables = new ArrayList<>(replication.copyTables());
        Collections.reverse(tables);
        List<String> notes = new ArrayList<>();
        for (CopyTable table : tables) {
            FoundTables found =
                    new FoundTables(migration.control(), migration.stores().connection(Role.TARGET));
            if (delete && found.wasEmpty(table)) {
                long deleted = new CopiedRows(migration, table).delete(view);
                live.mark(Mark.STEP, deleted + " copied rows of " + table.name() + " deleted");
            }
            String left = found.rows(table);
            if (!left.isEmpty()) {
                notes.add(left + " rows of " + table.name() + " stay in "
                        + migration.stores().name(Role.TARGET) + ", " + why(table, found.wasEmpty(table), delete));
            }
        }
        return notes;
    }

    private static String why(CopyTable table, boolean wasEmpty, boolean delete) {
        if (!wasEmpty) {
            return "where there were rows before start: which of them were copied is not known for sure";
        }
        return delete
                ? "which the initial store does not have, or has otherwise"
                : "where it was empty before start; to delete them: DELETE FROM "
                        + table.target().qualified() + ", or next time rollback --delete-copied";
    }
}
