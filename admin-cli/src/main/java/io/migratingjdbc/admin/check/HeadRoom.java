package io.migratingjdbc.admin.check;

import io.migratingjdbc.admin.migration.IdSequence;
import io.migratingjdbc.admin.migration.IdSequenceReader;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Two stores that number apart need numbers for both; the initial one stops where its range ends. */
final class HeadRoom implements Check {
    @Override
    public String name() {
        return "Both stores have numbers left for their rows";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        for (IdSequence sequence : new IdSequenceReader(inspection.migration()).read()) {
            if (!sequence.enough()) {
                findings.add(Finding.fail(sequence.shortage()));
            } else if (sequence.scarce()) {
                findings.add(
                        Finding.warn(sequence.table() + "." + sequence.column() + " has " + sequence.leftOnceApart()
                                + " numbers left for each store, after " + sequence.used()
                                + " that were used; an INSERT fails when they are: make the column a bigint in both stores, and"
                                + " its sequences too, unless that is enough until the migration is over"));
            }
        }
        return findings;
    }
}
