package io.migratingjdbc.admin.status;

import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.internal.control.HostInfo;
import java.util.ArrayList;
import java.util.List;

/** Hosts as a table. */
public final class HostTable {
    private static final List<String> HEADING =
            List.of("HOST", "APPLICATION", "ADDRESS", "DRIVER", "ACKNOWLEDGED", "IN FLIGHT", "LEASE");

    private HostTable() {}

    /** @param epoch the record's, which a host must acknowledge */
    public static void print(Text text, long epoch, List<HostInfo> hosts) {
        if (hosts.isEmpty()) {
            text.line("  no host is registered");
        }
        List<List<String>> rows = new ArrayList<>(List.of(HEADING));
        for (HostInfo host : hosts) {
            rows.add(List.of(
                    host.identity().hostId(),
                    host.identity().application(),
                    host.identity().address(),
                    host.identity().driverVersion(),
                    host.acknowledgedEpoch() + " of " + epoch,
                    String.valueOf(host.inFlight()),
                    host.live() ? "live" : "expired " + host.leaseUntil()));
        }
        text.table(rows);
    }
}
