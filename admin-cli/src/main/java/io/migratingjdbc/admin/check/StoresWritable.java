package io.migratingjdbc.admin.check;

import io.migratingjdbc.internal.model.Role;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

final class StoresWritable implements Check {

    @Override
    public String name() {
        return "Both stores accept writes";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        for (Role role : Role.values()) {
            String store = inspection.stores().name(role);
            if ("t".equals(inspection.value(role, "SELECT pg_is_in_recovery()"))) {
                findings.add(Finding.fail(store + " is a standby: give the address of its primary"));
            } else if ("on".equals(inspection.value(role, "SHOW transaction_read_only"))) {
                findings.add(Finding.fail(store + " is read-only for this user: reset default_transaction_read_only"));
            }
        }
        return findings;
    }
}
