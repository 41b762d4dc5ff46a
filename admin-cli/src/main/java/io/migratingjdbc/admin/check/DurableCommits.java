package io.migratingjdbc.admin.check;

import io.migratingjdbc.internal.model.Role;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What was decided must not be forgotten: a lost commit could open a closed store again. */
final class DurableCommits implements Check {

    @Override
    public String name() {
        return "Commits survive a crash and a failover";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        for (Role role : Role.values()) {
            String store = inspection.stores().name(role);
            for (String setting : List.of("fsync", "full_page_writes")) {
                if ("off".equals(inspection.value(role, "SHOW " + setting))) {
                    findings.add(Finding.warn(
                            store + " runs with " + setting + "=off and may lose commits in a crash: set it on"));
                }
            }
            if ("off".equals(inspection.value(role, "SHOW synchronous_commit"))) {
                findings.add(Finding.warn(store + " runs with synchronous_commit=off: the application's own commits may"
                        + " be lost in a crash (control commits of the migration are durable all the same)"));
            }
            standbys(findings, inspection, role);
        }
        return findings;
    }

    private static void standbys(List<Finding> findings, Inspection inspection, Role role) throws SQLException {
        boolean standbys = !"0".equals(inspection.value(role, "SELECT count(*) FROM pg_stat_replication"));
        boolean synchronous =
                !inspection.value(role, "SHOW synchronous_standby_names").isBlank();
        if (standbys && !synchronous) {
            findings.add(
                    Finding.warn(inspection.stores().name(role) + " has standbys but no synchronous one: a failover"
                            + " may lose commits; set synchronous_standby_names for the time of the migration"));
        }
    }
}
