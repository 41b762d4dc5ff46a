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
 * @param notes what else there is to know
 */
public record TransitionResult(
        String migration,
        Outcome outcome,
        Phase from,
        Phase to,
        long epoch,
        String message,
        List<Precondition> preconditions,
        List<String> steps,
        List<String> notes)
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
        notes.forEach(text::line);
    }

    TransitionResult with(List<Precondition> lookedAt) {
        return new TransitionResult(migration, outcome, from, to, epoch, message, lookedAt, steps, notes);
    }

    TransitionResult and(List<String> more) {
        return new TransitionResult(migration, outcome, from, to, epoch, message, preconditions, steps, more);
    }

    /** The phase is reached, but something is left to be done. */
    TransitionResult unfinished(String what) {
        return new TransitionResult(
                migration, Outcome.NOT_YET, from, to, epoch, message, preconditions, steps, List.of(what));
    }

    @Override
    public ExitCode exitCode() {
        return outcome == Outcome.NOT_YET ? ExitCode.NOT_YET : ExitCode.DONE;
    }
}
