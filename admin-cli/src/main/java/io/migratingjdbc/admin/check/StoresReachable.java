package io.migratingjdbc.admin.check;

import io.migratingjdbc.admin.migration.Stores.UnreachableStore;
import io.migratingjdbc.internal.model.Role;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

final class StoresReachable implements Check {

    @Override
    public String name() {
        return "All stores can be reached";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        for (Role role : Role.values()) {
            attempt(findings, () -> inspection.connection(role));
        }
        attempt(findings, () -> inspection.stores().metadata());
        return findings.stream().distinct().toList();
    }

    private static void attempt(List<Finding> findings, Connect connect) throws SQLException {
        try {
            connect.run();
        } catch (UnreachableStore failed) {
            findings.add(Finding.fail(failed.getMessage() + ". Correct its URL, user and password in the plan."));
        }
    }

    private interface Connect {
        void run() throws SQLException;
    }
}
