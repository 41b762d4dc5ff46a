package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.output.ExitCode;
import io.migratingjdbc.admin.output.Result;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.admin.transition.Strangers.TableStrangers;
import io.migratingjdbc.admin.verify.TableVerification;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a comparison has found.
 *
 * @param complete false if the operator has stopped it before the end
 * @param strangers rows of entities in the target that nobody launched there
 * @param began when its first range was compared, by the clock of the migration's record
 * @param seconds how long this run took
 */
public record VerifyResult(
        boolean complete,
        boolean clean,
        List<TableVerification> tables,
        List<TableStrangers> strangers,
        Instant began,
        double seconds)
        implements Result {
    @Override
    public void print(Text text) {
        tables.forEach(table -> text.line("  " + table.text()));
        strangers.forEach(table -> text.line("  " + table.text()));
        text.line(
                !complete
                        ? "Stopped before the end: run verify again, it goes on where it was."
                        : clean
                                ? "The immutable tables are the same in both stores."
                                : "The stores differ: see above.");
    }

    @Override
    public ExitCode exitCode() {
        return !complete ? ExitCode.NOT_YET : clean ? ExitCode.DONE : ExitCode.FAILED;
    }

    /** For the reader of the log. */
    String findings() {
        String differences = Stream.concat(
                        tables.stream().filter(table -> !table.clean()).map(TableVerification::text),
                        strangers.stream().map(TableStrangers::text))
                .collect(Collectors.joining("; "));
        long rows = tables.stream().mapToLong(TableVerification::sourceRows).sum();
        return differences.isEmpty()
                ? "all " + rows + " rows of " + tables.size() + " tables are the same"
                : differences;
    }
}
