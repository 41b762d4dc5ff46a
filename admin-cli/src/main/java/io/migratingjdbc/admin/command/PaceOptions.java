package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.pace.MaxRate;
import io.migratingjdbc.admin.pace.Orders;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options with which an operator changes the pace; what is not given stays as it was. */
final class PaceOptions {
    private static final String NONE = "none";

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--max-rate",
            paramLabel = "RATE",
            description =
                    "At most so much per second over all workers, such as 20MB; unlimited; or auto, which is as fast as"
                            + " the application does not feel. Holds until it is changed.")
    private String maxRate;

    @Option(
            names = "--max-lag",
            paramLabel = "TIME",
            description = "Hold while a replica of either store is further behind, such as 5s; or none.")
    private String maxLag;

    @Option(
            names = "--pause-while",
            paramLabel = "QUERY",
            description = "Hold while this query of one boolean, asked of the initial store, is true; or none.")
    private String pauseWhile;

    boolean given() {
        return maxRate != null || maxLag != null || pauseWhile != null;
    }

    Orders applyTo(Orders orders) {
        Orders changed = orders;
        if (maxRate != null) {
            changed = changed.withMaxRate(rate());
        }
        if (maxLag != null) {
            changed = changed.withMaxLag(maxLag.equals(NONE) ? null : lag());
        }
        if (pauseWhile != null) {
            changed = changed.withPauseWhile(pauseWhile.equals(NONE) ? null : pauseWhile);
        }
        return changed;
    }

    private MaxRate rate() {
        try {
            return MaxRate.parse(maxRate);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), "--max-rate: " + wrong.getMessage());
        }
    }

    private Duration lag() {
        try {
            return new DurationConverter().convert(maxLag);
        } catch (RuntimeException wrong) {
            throw new ParameterException(spec.commandLine(), "--max-lag: " + wrong.getMessage());
        }
    }
}
