package io.migratingjdbc.admin.check;

import io.migratingjdbc.internal.model.Role;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Results of both stores are merged by their order, so that both must sort alike. */
final class SameSortOrder implements Check {

    @Override
    public String name() {
        return "Both stores sort and encode texts alike";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        String initial = inspection.catalog().collation(inspection.connection(Role.INITIAL));
        String target = inspection.catalog().collation(inspection.connection(Role.TARGET));
        if (!initial.equals(target)) {
            findings.add(Finding.warn("The initial store sorts texts by " + initial + ", the target by " + target
                    + ": ORDER BY on text over both stores is refused; create the target with the same locale"));
        }
        String encoding = inspection.value(Role.INITIAL, "SHOW server_encoding");
        String other = inspection.value(Role.TARGET, "SHOW server_encoding");
        if (!encoding.equals(other)) {
            findings.add(Finding.fail("The initial store encodes texts in " + encoding + ", the target in " + other
                    + ": create the target with encoding " + encoding));
        }
        return findings;
    }
}
