package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.output.ExitCode;
import io.migratingjdbc.admin.output.Result;
import io.migratingjdbc.admin.output.Text;
import java.util.Locale;

/**
 * What a copy has done.
 *
 * @param complete false if the operator has stopped it before the end
 * @param read rows of the initial store
 * @param inserted how many of them are new in the target
 * @param seconds how long the chunks took
 */
public record CopyResult(boolean complete, long read, long inserted, long bytes, double seconds) implements Result {
    @Override
    public void print(Text text) {
        text.line("Copied: " + inserted + " rows are new in the target"
                + (read == 0 ? "." : String.format(Locale.ROOT, ", %.1f MB/s.", bytes / 1e6 / seconds)));
        if (!complete) {
            text.line("Stopped before the end: run copy again, it goes on where it was.");
        }
    }

    @Override
    public ExitCode exitCode() {
        return complete ? ExitCode.DONE : ExitCode.NOT_YET;
    }
}
