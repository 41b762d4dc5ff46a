package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.migration.Operator;
import picocli.CommandLine.Command;

@Command(
        name = "hosts",
        synopsisSubcommandLabel = "[list | evict ID]",
        description = "Lists the processes that have the driver loaded for this migration.")
final class HostsCommand extends HostsListCommand {

    HostsCommand(Operator operator) {
        super(operator);
    }
}
