package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.IdSequence;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.internal.model.MigrationView;
import java.sql.SQLException;
import java.util.List;

/** The stores number rows in ranges that do not meet, and hosts route by exactly these. */
final class NumbersApart implements Condition {

    @Override
    public Precondition evaluate(Migration migration, MigrationView view) throws SQLException {
        IdSequences sequences = new IdSequences(migration);
        List<IdSequence> all = sequences.all();
        String name = "The numbers that the stores give out are apart";
        List<String> together = all.stream()
                .filter(sequence -> !sequence.apart())
                .map(sequence -> sequence.table() + "." + sequence.column())
                .toList();
        if (!together.isEmpty()) {
            return Precondition.blocked(
                    name,
                    "the sequences of " + String.join(", ", together)
                            + " were changed since start: roll back to STABLE," + " then start again");
        }
        return sequences.ranges(all).text().equals(view.ranges().text())
                ? Precondition.holds(name)
                : Precondition.blocked(
                        name,
                        "the record has the ranges " + view.ranges().text() + " but the sequences say "
                                + sequences.ranges(all).text() + ": roll back to STABLE, then start again");
    }
}
