package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.admin.output.AdminException;
import io.migratingjdbc.admin.output.Result;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.admin.status.HostTable;
import io.migratingjdbc.internal.control.HostInfo;
import java.sql.SQLException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "hosts",
        description =
                "Lists the processes that have the driver loaded for this migration, or takes one that will not come"
                        + " back off the list, so that nothing waits for it.")
final class HostsCommand extends PlanFileCommand {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "list|evict",
            defaultValue = "list",
            description = "What to do.")
    private Action action;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "ID",
            description = "The host to evict, as hosts list shows it.")
    private String hostId;

    @Option(names = "--dry-run", description = "With evict: only say whether there is such a host.")
    private boolean dryRun;

    HostsCommand(Operator operator) {
        super(operator);
    }

    /** In lower case, because this is how they are written on the command line. */
    private enum Action {
        list,
        evict
    }

    @Override
    Result execute(Migration migration) throws SQLException {
        if (action == Action.evict) {
            return evict(migration);
        }
        if (hostId != null) {
            throw AdminException.usage("hosts list takes no host id");
        }
        return new HostList(migration.view().epoch(), migration.hosts());
    }

    private Eviction evict(Migration migration) throws SQLException {
        if (hostId == null) {
            throw AdminException.usage("Name the host to evict: hosts evict ID");
        }
        HostInfo host = migration.hosts().stream()
                .filter(each -> each.identity().hostId().equals(hostId))
                .findFirst()
                .orElseThrow(
                        () -> new AdminException("There is no host " + hostId + ": hosts list shows those there are"));
        if (host.live()) {
            throw alive();
        }
        if (dryRun) {
            return new Eviction(hostId, false, "Host " + hostId + " would be taken off the list.");
        }
        if (!migration.evict(hostId)) {
            throw alive();
        }
        migration.log("evict host " + hostId, "done");
        return new Eviction(
                hostId,
                true,
                "Host " + hostId + " is off the list. Should it still be alive, it registers again; a read that it was"
                        + " in the middle of may miss rows of the other store.");
    }

    private AdminException alive() {
        return new AdminException("Host " + hostId + " is alive, and would go on reading without being waited for:"
                + " stop the process, or wait until its lease has run out");
    }

    /** @param epoch the record's, which a host must acknowledge */
    record HostList(long epoch, List<HostInfo> hosts) implements Result {
        @Override
        public void print(Text text) {
            HostTable.print(text, epoch, hosts);
        }
    }

    record Eviction(String host, boolean evicted, String message) implements Result {
        @Override
        public void print(Text text) {
            text.line(message);
        }
    }
}
