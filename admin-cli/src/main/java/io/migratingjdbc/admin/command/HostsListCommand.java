package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.admin.output.Result;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.internal.control.HostInfo;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

@Command(name = "list", description = "Lists the processes that have the driver loaded for this migration.")
class HostsListCommand extends PlanFileCommand {

    HostsListCommand(Operator operator) {
        super(operator);
    }

    @Override
    final HostList execute(Migration migration) throws SQLException {
        return new HostList(migration.view().epoch(), migration.hosts());
    }

    /** @param epoch the record's, which a host must acknowledge */
    record HostList(long epoch, List<HostInfo> hosts) implements Result {
        @Override
        public void print(Text text) {
            if (hosts.isEmpty()) {
                text.line("  no host is registered");
            }
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("HOST", "APPLICATION", "ADDRESS", "DRIVER", "ACKNOWLEDGED", "IN FLIGHT", "LEASE"));
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
}
