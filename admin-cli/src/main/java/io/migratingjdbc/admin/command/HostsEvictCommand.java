package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.admin.output.AdminException;
import io.migratingjdbc.admin.output.Result;
import io.migratingjdbc.admin.output.Text;
import java.sql.SQLException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "evict",
        description = "Takes a host that will not come back off the list, so that nothing waits for it.")
final class HostsEvictCommand extends PlanFileCommand {
    @Parameters(paramLabel = "ID", description = "The host's id, as hosts shows it.")
    private String hostId;

    @Option(names = "--dry-run", description = "Only say whether there is such a host.")
    private boolean dryRun;

    HostsEvictCommand(Operator operator) {
        super(operator);
    }

    @Override
    Eviction execute(Migration migration) throws SQLException {
        boolean listed = migration.hosts().stream()
                .anyMatch(host -> host.identity().hostId().equals(hostId));
        if (!listed) {
            throw new AdminException("There is no host " + hostId + ": hosts lists them");
        }
        if (dryRun) {
            return new Eviction(hostId, false, "Host " + hostId + " would be taken off the list.");
        }
        migration.evict(hostId);
        migration.log("evict host " + hostId, "done");
        return new Eviction(
                hostId,
                true,
                "Host " + hostId + " is off the list. Should it still be alive, it registers again; a read that it was"
                        + " in the middle of may miss rows of the other store.");
    }

    record Eviction(String host, boolean evicted, String message) implements Result {
        @Override
        public void print(Text text) {
            text.line(message);
        }
    }
}
