package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.internal.census.CensusEntry;
import java.util.List;

/** Statements as lines of the terminal's width; below a refused one the reason, which is not cut. */
final class StatementTable {
    /** Set by the launcher script, which can ask the terminal. */
    private static final String COLUMNS = "migrating.columns";

    private static final int USUAL_COLUMNS = 120;

    private StatementTable() {}

    static void print(Text text, List<CensusEntry> statements) {
        int columns = Integer.getInteger(COLUMNS, USUAL_COLUMNS);
        line(text, "COUNT", "VERDICT", "STATEMENT", columns);
        for (CensusEntry entry : statements) {
            line(text, String.valueOf(entry.count()), entry.verdict().text(), entry.text(), columns);
            if (entry.refused() > 0) {
                boolean always = entry.refused() == entry.count();
                line(
                        text,
                        "",
                        "",
                        (always ? "" : entry.refused() + " of " + entry.count() + ": ") + entry.reason(),
                        Integer.MAX_VALUE);
            }
        }
        if (statements.stream().anyMatch(entry -> entry.refused() > 0)) {
            text.line("What to do about refused statements: docs/statements.md. Forget those that were mended:"
                    + " statements --refused --clear");
        }
    }

    private static void line(Text text, String count, String verdict, String statement, int columns) {
        String line = String.format("%10s  %-9s  %s", count, verdict, statement);
        text.line(line.length() > columns ? line.substring(0, Math.max(1, columns - 1)) + "…" : line);
    }
}
