package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.IdSequence;
import io.migratingjdbc.admin.migration.IdSequenceReader;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import java.sql.SQLException;
import java.util.List;

/** A store that is to take the launches can still number them. */
record NumbersLeft(Role role) implements Condition {

    @Override
    public Precondition evaluate(Migration migration, MigrationView view) throws SQLException {
        String name = "Store " + view.store(role) + " has numbers left for its rows";
        List<String> used = new IdSequenceReader(migration)
                .read().stream()
                        .filter(sequence -> sequence.left(role) == 0)
                        .map(NumbersLeft::text)
                        .toList();
        return used.isEmpty()
                ? Precondition.holds(name)
                : Precondition.blocked(
                        name,
                        "the range of " + String.join(", ", used) + " is used up: "
                                + (role == Role.TARGET
                                        ? "make the column a bigint there, and its sequence (ALTER SEQUENCE ... AS"
                                                + " bigint NO MAXVALUE)"
                                        : "it ends where the target's begins, so finish the migration instead"));
    }

    private static String text(IdSequence sequence) {
        return sequence.table() + "." + sequence.column();
    }
}
