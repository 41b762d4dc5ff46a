package io.migratingjdbc.admin.verify;

import io.migratingjdbc.admin.chunk.KeyRange;
import io.migratingjdbc.admin.chunk.StorePair;
import io.migratingjdbc.admin.chunk.StorePair.Both;
import io.migratingjdbc.admin.pace.Pacer;
import io.migratingjdbc.admin.verify.Reading.Digest;
import io.migratingjdbc.internal.replicate.CopyTable;
import io.migratingjdbc.internal.replicate.StoreTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Compares a table whose keys the stores put in different orders: as a whole, and if that differs, row by row, in the order of a hash of the
 * keys, so that neither collation nor memory matters.
 */
final class WholeComparison {
    private final CopyTable table;
    private final Reading reading;
    private final Ledger ledger;
    private final Pacer pacer;
    private final AtomicBoolean taken = new AtomicBoolean();

    WholeComparison(CopyTable table, Reading reading, Ledger ledger, Pacer pacer) {
        this.pacer = pacer;
        this.table = table;
        this.reading = reading;
        this.ledger = ledger;
    }

    /** @return false if another worker has it, or it is done, or the operator has said stop */
    boolean step(StorePair stores) throws SQLException {
        if (pacer.mayGoOn() && taken.compareAndSet(false, true)) {
            try {
                ledger.compared(stores.target(), 0, compare(stores));
            } catch (SQLException e) {
                // Whoever comes again after a lost connection does it.
                taken.set(false);
                throw e;
            }
        }
        return false;
    }

    private Compared compare(StorePair stores) throws SQLException {
        Both<Digest> digests = reading.digests(stores, KeyRange.whole());
        return new Compared(
                null,
                digests.source().rows(),
                digests.target().rows(),
                digests.source().equals(digests.target()) ? List.of() : differences(stores));
    }

    private List<Candidate> differences(StorePair stores) throws SQLException {
        return read(
                stores.source(),
                table.source(),
                source -> read(
                        stores.target(), table.target(), target -> differences(new Rows(source), new Rows(target))));
    }

    private <T> T read(Connection connection, StoreTable in, Reading.Reader<T> reader) throws SQLException {
        String key = table.key("t") + "::text";
        return Reading.read(
                connection,
                Scan.PLANNED,
                "SELECT md5(" + key + ") COLLATE \"C\", " + key + ", "
                        + reading.hash().of("t") + " FROM " + in.qualified() + " t ORDER BY 1",
                reader);
    }

    private static List<Candidate> differences(Rows here, Rows there) throws SQLException {
        List<Candidate> differences = new ArrayList<>();
        here.advance();
        there.advance();
        while ((here.key != null || there.key != null) && differences.size() < Compared.MOST) {
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
