package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.output.ExitCode;
import io.migratingjdbc.admin.output.Result;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.internal.model.Phase;
import java.util.List;

/**
 * What a command that changes the phase has done.
 *
 * @param from the phase before
 * @param to the phase that was wanted; the one before if none was
 * @param epoch of the record now
 * @param preconditions as they were looked at last
 * @param steps those of the transition that were made
 */
public record TransitionResult(
        String migration,
        Outcome outcome,
        Phase from,
        Phase to,
        long epoch,
        String message,
        List<Precondition> preconditions,
        List<String> steps)
        implements Result {

    public enum Outcome {
        DONE,
        /** A dry run, and nothing stands in the way. */
        POSSIBLE,
        /** The migration is where the command would take it. */
        REACHED,
        NOT_YET
    }

    @Override
    public void print(Text text) {
        text.line(message);
    }

    @Override
    public ExitCode exitCode() {
        return outcome == Outcome.NOT_YET ? ExitCode.NOT_YET : ExitCode.DONE;
    }
}
