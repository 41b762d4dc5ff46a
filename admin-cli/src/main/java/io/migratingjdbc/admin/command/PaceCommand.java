package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.admin.output.Result;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.admin.pace.Orders;
import io.migratingjdbc.admin.transition.Pace;
import java.sql.SQLException;
import java.util.function.UnaryOperator;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "pace",
        description =
                "Shows or changes how fast copy and verify may go, while they run; pauses them, lets them go on, or stops them.")
final class PaceCommand extends PlanFileCommand {
    @Mixin
    private PaceOptions pace;

    @ArgGroup
    private Hold hold;

    @Option(names = "--dry-run", description = "Only say what would hold then.")
    private boolean dryRun;

    /** At most one of them. */
    static final class Hold {
        @Option(names = "--pause", description = "Hold copy and verify after the chunks that they are at.")
        private boolean pause;

        @Option(names = "--resume", description = "Let them go on.")
        private boolean resume;

        @Option(
                names = "--stop",
                description =
                        "End copy and verify after the chunks that they are at; run again, they go on where they were.")
        private boolean stop;

        Orders applyTo(Orders orders) {
            return stop ? orders.stopped() : orders.withPaused(pause);
        }
    }

    PaceCommand(Operator operator) {
        super(operator);
    }

    /** What copy and verify go by. */
    record PaceResult(String maxRate, Long maxLagMillis, String pauseWhile, boolean paused, boolean stop)
            implements Result {
        @Override
        public void print(Text text) {
            text.line("At most "
                    + (maxRate.equals("auto") ? "as fast as the application does not feel (auto)" : maxRate)
                    + (maxLagMillis == null ? "" : ", held while a replica is more than " + maxLagMillis + " ms behind")
                    + (pauseWhile == null ? "" : ", held while this is true: " + pauseWhile)
                    + (paused ? "; paused, until pace --resume" : "")
                    + (stop ? "; whatever runs now stops" : "") + ".");
        }
    }

    @Override
    PaceResult execute(Migration migration) throws SQLException {
        UnaryOperator<Orders> change =
                orders -> hold == null ? pace.applyTo(orders) : hold.applyTo(pace.applyTo(orders));
        boolean changes = pace.given() || hold != null;
        Pace current = new Pace(migration);
        Orders orders = changes && !dryRun ? current.change(change) : change.apply(current.read());
        return new PaceResult(
                orders.maxRate().toString(),
                orders.maxLag() == null ? null : orders.maxLag().toMillis(),
                orders.pauseWhile(),
                orders.paused(),
                hold != null && hold.stop);
    }
}
