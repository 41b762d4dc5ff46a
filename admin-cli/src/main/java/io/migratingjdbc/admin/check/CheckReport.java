package io.migratingjdbc.admin.check;

import io.migratingjdbc.admin.output.ExitCode;
import io.migratingjdbc.admin.output.Result;
import io.migratingjdbc.admin.output.Text;
import java.util.ArrayList;
import java.util.List;

/** What a list of checks found. */
public record CheckReport(Level level, List<Entry> checks) implements Result {

    /** @param level of the worst finding */
    public record Entry(String name, Level level, List<Finding> findings) {}

    static CheckReport of(List<Entry> entries) {
        Level worst = Level.OK;
        for (Entry entry : entries) {
            worst = entry.level().worseThan(worst) ? entry.level() : worst;
        }
        return new CheckReport(worst, List.copyOf(entries));
    }

    public boolean passed() {
        return level != Level.FAIL;
    }

    /** Every failure, each with the fix. */
    public List<String> failures() {
        List<String> failures = new ArrayList<>();
        for (Entry entry : checks) {
            entry.findings().stream()
                    .filter(finding -> finding.level() == Level.FAIL)
                    .forEach(finding -> failures.add(finding.text()));
        }
        return failures;
    }

    @Override
    public void print(Text text) {
        for (Entry entry : checks) {
            text.mark(entry.level().mark(), entry.name());
            entry.findings().forEach(finding -> text.line("          " + finding.text()));
        }
    }

    @Override
    public ExitCode exitCode() {
        return passed() ? ExitCode.DONE : ExitCode.FAILED;
    }
}
