package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.drain.TableCount;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.internal.model.MigrationView;
import java.sql.SQLException;
import java.util.List;

/** No ended entity is only in the store that is to be given up, unless the operator wants to leave it there. */
record EndedKept(Remains remains, boolean leave) implements Condition {

    @Override
    public Precondition evaluate(Migration migration, MigrationView view) throws SQLException {
        String name = "No ended entity is only in " + migration.stores().name(remains.role());
        List<TableCount> ended = leave ? List.of() : remains.with(migration, TableCount::ended);
        return ended.isEmpty()
                ? Precondition.holds(leave ? name + ", or may be left there" : name)
                : Precondition.waiting(
                        name,
                        ended.stream().mapToLong(TableCount::ended).sum(),
                        "ended entities: " + Remains.text(ended, TableCount::ended)
                                + "; finish --leave-ended leaves them there");
    }
}
