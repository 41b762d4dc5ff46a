package io.migratingjdbc.admin.check;

import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.replicate.GuardTriggers;
import io.migratingjdbc.internal.replicate.GuardTriggers.ForeignLaunch;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A writer that knows nothing of the migration keeps launching in the store that it knows. */
record ForeignWriters(Duration maxAge) implements Check {

    @Override
    public String name() {
        return "No writer without the driver was seen within the last " + maxAge.toMinutes() + " minutes";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        if (!inspection.stores().configuration().settings().guard()) {
            return List.of(Finding.warn("migrating.guard=off: nothing notices writers without the driver. An instance"
                    + " that was forgotten can launch a key that the other store has"));
        }
        List<Finding> findings = new ArrayList<>();
        for (Role role : Role.values()) {
            Map<String, ForeignLaunch> latest = new LinkedHashMap<>();
            new GuardTriggers(inspection.migration().control())
                    .noted(inspection.connection(role), maxAge)
                    .forEach(launch -> latest.putIfAbsent(
                            launch.user() + "\n" + launch.application() + "\n" + launch.address() + launch.table(),
                            launch));
            latest.values()
                    .forEach(launch -> findings.add(Finding.fail("User " + launch.user() + " (application \""
                            + launch.application() + "\" at " + launch.address() + ") wrote to "
                            + launch.table() + " in "
                            + inspection.stores().name(role) + " without the driver, last at "
                            + launch.notedAt()
                            + ": give it the migrating URL or stop it; if that is done,"
                            + " --foreign-max-age says since when")));
        }
        return findings;
    }
}
