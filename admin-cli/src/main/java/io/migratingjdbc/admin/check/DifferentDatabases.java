package io.migratingjdbc.admin.check;

import io.migratingjdbc.internal.model.Role;
import java.sql.SQLException;
import java.util.List;

/** Addresses cannot tell: two names may lead to one server. */
final class DifferentDatabases implements Check {

    @Override
    public String name() {
        return "The two stores are different databases";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        boolean same = inspection
                .catalog()
                .sameDatabase(inspection.connection(Role.INITIAL), inspection.connection(Role.TARGET));
        return same
                ? List.of(Finding.fail("migrating.initial.url and migrating.target.url lead to the same database, "
                        + inspection
                                .catalog()
                                .identity(inspection.connection(Role.TARGET))
                                .name()
                        + ": correct one of them"))
                : List.of();
    }
}
