package io.migratingjdbc.admin.check;

import io.migratingjdbc.admin.migration.RecordedStatements;
import io.migratingjdbc.internal.census.CensusEntry;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the applications were seen to run, and could not any more once there are two stores. */
final class RefusedStatements implements Check {
    private static final int MOST = 20;
    private static final int LONGEST_TEXT = 300;
    private static final String FIX = "change it as docs/statements.md says, then run statements --refused --clear";

    @Override
    public String name() {
        return "No statement was seen that a two-store phase refuses";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        Optional<List<CensusEntry>> recorded = new RecordedStatements(inspection.migration()).list();
        if (recorded.isEmpty()) {
            return List.of(Finding.warn("The control tables have no place for the statements that hosts record:"
                    + " run init again, which adds it"));
        }
        if (recorded.get().isEmpty()) {
            return List.of(Finding.warn("No statement was recorded: run the applications with migrating.census=on for"
                    + " a while, to know which of their statements would be refused"));
        }
        List<CensusEntry> refused =
                recorded.get().stream().filter(entry -> entry.refused() > 0).toList();
        List<Finding> findings = new ArrayList<>();
        refused.stream().limit(MOST).forEach(entry -> findings.add(finding(entry)));
        if (refused.size() > MOST) {
            findings.add(Finding.fail((refused.size() - MOST) + " more: statements --refused lists them all"));
        }
        return findings;
    }

    private static Finding finding(CensusEntry entry) {
        String text =
                entry.text().length() > LONGEST_TEXT ? entry.text().substring(0, LONGEST_TEXT) + "…" : entry.text();
        return Finding.fail(entry.refused() + " of " + entry.count() + " executions of \"" + text
                + "\" are refused in a two-store phase: " + entry.reason() + "; " + FIX);
    }
}
