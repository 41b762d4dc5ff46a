package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.admin.output.Result;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.internal.control.Events.Event;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "events", description = "Shows what was done to the migration, when, by whom and with what result.")
final class EventsCommand extends PlanFileCommand {
    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "At most this many, the latest (default: ${DEFAULT-VALUE}).")
    private int limit;

    EventsCommand(Operator operator) {
        super(operator);
    }

    @Override
    EventList execute(Migration migration) throws SQLException {
        return new EventList(migration.events(limit));
    }

    record EventList(List<Event> events) implements Result {
        @Override
        public void print(Text text) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("AT", "WHO", "WHAT", "RESULT"));
            events.forEach(
                    event -> rows.add(List.of(event.at().toString(), event.who(), event.what(), event.result())));
            text.table(rows);
        }
    }
}
