package io.migratingjdbc.admin.check;

import io.migratingjdbc.internal.model.MigrationView;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Hosts refuse to work by another plan than the saved one. */
final class SavedPlan implements Check {

    @Override
    public String name() {
        return "The plan is the one that init saved";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        Optional<MigrationView> view = inspection.migration().find();
        if (view.isEmpty()) {
            return List.of(Finding.fail("Migration " + inspection.plan().name() + " is not initialized: run init"));
        }
        return view.get().planHash().equals(inspection.plan().hash())
                ? List.of()
                : List.of(Finding.fail("The plan file was changed since init: run init again, and give the same file to"
                        + " all hosts"));
    }
}
