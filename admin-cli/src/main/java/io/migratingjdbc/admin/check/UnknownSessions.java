package io.migratingjdbc.admin.check;

import io.migratingjdbc.internal.control.HostInfo;
import io.migratingjdbc.internal.model.Role;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * PostgreSQL does not show one session's settings to another, so that the driver's mark cannot be seen from
 * here. What can be told: a session from an address at which no host is registered is not the driver's.
 */
final class UnknownSessions implements Check {
    private static final String SESSIONS = """
        SELECT usename, application_name, coalesce(host(client_addr), 'a local socket'), count(*)
        FROM pg_stat_activity
        WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
          AND application_name <> 'migrating'
        GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        """;

    @Override
    public String name() {
        return "Every session comes from an address at which a host is registered";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        List<HostInfo> hosts = inspection.migration().hosts();
        List<Finding> findings = new ArrayList<>();
        for (Role role : Role.values()) {
            for (List<String> session : inspection.query(role, SESSIONS)) {
                boolean known = hosts.stream()
                        .anyMatch(
                                host -> host.live() && host.identity().address().endsWith("/" + session.get(2)));
                if (!known) {
                    findings.add(Finding.warn(session.get(3) + " sessions of user " + session.get(0)
                            + " (application \""
                            + session.get(1) + "\") at " + session.get(2) + " are connected to "
                            + inspection.stores().name(role) + ", where no host is registered: make sure that they do"
                            + " not write"));
                }
            }
        }
        return findings;
    }
}
