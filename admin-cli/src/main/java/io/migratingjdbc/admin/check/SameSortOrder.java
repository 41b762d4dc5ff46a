package io.migratingjdbc.admin.check;

import io.migratingjdbc.admin.schema.ObjectKind;
import java.sql.SQLException;
import java.util.List;

/** Results of both stores are merged by their order, so that both must sort alike. */
final class SameSortOrder implements Check {

    @Override
    public String name() {
        return "Both stores sort and encode texts alike";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        return SameSchema.findings(inspection.differences().stream()
                .filter(difference -> difference.kind() == ObjectKind.DATABASE)
                .toList());
    }
}
