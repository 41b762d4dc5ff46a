package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Phase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Looks at the preconditions of a transition, as the commands that make it do. */
public final class PreconditionReader {
    private final Migration migration;

    public PreconditionReader(Migration migration) {
        this.migration = migration;
    }

    public List<Precondition> read(MigrationView view, Phase to) throws SQLException {
        return read(Conditions.DEFAULT.of(view.phase(), to), view);
    }

    List<Precondition> read(List<Condition> conditions, MigrationView view) throws SQLException {
        List<Precondition> all = new ArrayList<>();
        for (Condition condition : conditions) {
            all.add(condition.evaluate(migration, view));
        }
        return all;
    }
}
