package io.migratingjdbc.admin.check;

import io.migratingjdbc.admin.schema.Difference;
import io.migratingjdbc.admin.schema.ObjectKind;
import io.migratingjdbc.admin.schema.Severity;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A statement must mean the same in both stores, and so must its result. */
final class SameSchema implements Check {

    @Override
    public String name() {
        return "The planned tables, and what they use, are the same in both stores";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        return findings(inspection.differences().stream()
                .filter(difference -> difference.kind() != ObjectKind.DATABASE)
                .toList());
    }

    /** What matters only to a reader is left to schema diff. */
    static List<Finding> findings(List<Difference> differences) {
        List<Finding> findings = new ArrayList<>();
        for (Difference difference : differences) {
            if (difference.severity() == Severity.FAILURE) {
                findings.add(Finding.fail(difference.text()));
            } else if (difference.severity() == Severity.WARNING) {
                findings.add(Finding.warn(difference.text()));
            }
        }
        return findings;
    }
}
