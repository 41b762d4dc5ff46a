package io.migratingjdbc.admin.verify;

import io.migratingjdbc.admin.chunk.KeyRange;
import io.migratingjdbc.admin.chunk.StorePair;
import io.migratingjdbc.admin.verify.Reading.Digest;
import io.migratingjdbc.internal.replicate.CopyTable;
import io.migratingjdbc.internal.replicate.StoreTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares a table whose keys the stores put in different orders: as a whole, and if that differs, row by row, in the order of a hash of the
 * keys, so that neither collation nor memory matters.
 */
final class WholeComparison {
    private final CopyTable table;
    private final Reading reading;
    private final Findings findings;

    WholeComparison(CopyTable table, Reading reading, Findings findings) {
        this.table = table;
        this.reading = reading;
        this.findings = findings;
    }

    void run(StorePair stores) throws SQLException {
        Digest here = reading.digest(stores.source(), table.source(), KeyRange.whole());
        Digest there = reading.digest(stores.target(), table.target(), KeyRange.whole());
        findings.compared(here.rows(), there.rows());
        if (!here.equals(there)) {
            findings.add(read(
                    stores.source(),
                    table.source(),
                    source -> read(
                            stores.target(),
                            table.target(),
                            target -> differences(new Rows(source), new Rows(target)))));
        }
    }

    private <T> T read(Connection connection, StoreTable in, Reading.Reader<T> reader) throws SQLException {
        String key = table.key("t") + "::text";
        return Reading.read(
                connection,
                "SELECT md5(" + key + ") COLLATE \"C\", " + key + ", "
                        + reading.hash().of("t") + " FROM " + in.qualified() + " t ORDER BY 1",
                reader);
    }

    private static List<Candidate> differences(Rows here, Rows there) throws SQLException {
        List<Candidate> differences = new ArrayList<>();
        here.advance();
        there.advance();
        while ((here.key != null || there.key != null) && differences.size() < Findings.MOST) {
            int order = here.key == null ? 1 : there.key == null ? -1 : here.key.compareTo(there.key);
            if (order < 0) {
                differences.add(new Candidate(here.pk, Difference.MISSING));
            } else if (order > 0) {
                differences.add(new Candidate(there.pk, Difference.EXTRA));
            } else if (here.hash != there.hash) {
                differences.add(new Candidate(here.pk, Difference.DIFFERENT));
            }
            if (order <= 0) {
                here.advance();
            }
            if (order >= 0) {
                there.advance();
            }
        }
        return differences;
    }

    /** A store's keys and row hashes, streamed in the order of the keys' hashes. */
    private static final class Rows {
        private final ResultSet rows;
        /** Null behind the last row. */
        private String key;

        private String pk;
        private long hash;

        Rows(ResultSet rows) {
            this.rows = rows;
        }

        void advance() throws SQLException {
            boolean found = rows.next();
            key = found ? rows.getString(1) : null;
            pk = found ? rows.getString(2) : null;
            hash = found ? rows.getLong(3) : 0;
        }
    }
}
