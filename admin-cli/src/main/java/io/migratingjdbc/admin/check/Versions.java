package io.migratingjdbc.admin.check;

import io.migratingjdbc.internal.model.Role;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

final class Versions implements Check {
    private static final int OLDEST = 140_000;

    @Override
    public String name() {
        return "The servers are PostgreSQL 14 or newer, the target not older than the initial";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        for (Role role : Role.values()) {
            if (version(inspection, role) < OLDEST) {
                findings.add(Finding.fail(inspection.stores().name(role) + " is PostgreSQL " + text(inspection, role)
                        + ": upgrade it to 14 or newer"));
            }
        }
        if (version(inspection, Role.TARGET) / 10_000 < version(inspection, Role.INITIAL) / 10_000) {
            findings.add(Finding.warn("The target is PostgreSQL " + text(inspection, Role.TARGET)
                    + ", older than the initial store with " + text(inspection, Role.INITIAL)
                    + ": test the application's statements there"));
        }
        return findings;
    }

    private static int version(Inspection inspection, Role role) throws SQLException {
        return Integer.parseInt(inspection.value(role, "SHOW server_version_num"));
    }

    private static String text(Inspection inspection, Role role) throws SQLException {
        return inspection.value(role, "SHOW server_version");
    }
}
