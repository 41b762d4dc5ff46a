package io.migratingjdbc.admin.verify;

import io.migratingjdbc.admin.chunk.Boundaries;
import io.migratingjdbc.admin.chunk.ChunkSize;
import io.migratingjdbc.admin.chunk.KeyRange;
import io.migratingjdbc.admin.chunk.StorePair;
import io.migratingjdbc.admin.verify.Reading.Digest;
import io.migratingjdbc.internal.replicate.CopyTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * Compares a table range by range: count and sum of hashes of each; where these differ, of its halves, until the rows are few enough to be
 * looked at one by one. For tables whose keys both stores put in the same order.
 */
final class RangeComparison {
    private static final Duration GOAL = Duration.ofSeconds(1);
    private static final long FEW = 10_000;

    private final CopyTable table;
    private final Reading reading;
    private final Findings findings;
    private final LongConsumer compared;
    private final ChunkSize size = new ChunkSize(GOAL);
    private final Boundaries boundaries;
    private final ReentrantLock planning = new ReentrantLock();
    private List<String> plannedTo;
    private boolean planned;

    /** @param compared told how many rows of the source have been compared, range by range */
    RangeComparison(CopyTable table, Reading reading, Findings findings, LongConsumer compared) {
        this.table = table;
        this.boundaries = new Boundaries(table.source());
        this.reading = reading;
        this.findings = findings;
        this.compared = compared;
    }

    /** @return false if nothing is left */
    boolean step(StorePair stores) throws SQLException {
        KeyRange range = next(stores);
        if (range == null || findings.full()) {
            return false;
        }
        long start = System.nanoTime();
        Digest here = reading.digest(stores.source(), table.source(), range);
        Digest there = reading.digest(stores.target(), table.target(), range);
        size.took(here.rows(), (System.nanoTime() - start) / 1e9);
        boundaries.held(range, here.rows());
        findings.compared(here.rows(), there.rows());
        if (!here.equals(there)) {
            narrow(stores, range, Math.max(here.rows(), there.rows()));
        }
        compared.accept(here.rows());
        return true;
    }

    private KeyRange next(StorePair stores) throws SQLException {
        planning.lock();
        try {
            if (planned) {
                return null;
            }
            List<String> upTo = boundaries.behind(stores, plannedTo, size.rows());
            KeyRange range = new KeyRange(plannedTo, upTo);
            plannedTo = upTo;
            planned = upTo == null;
            return range;
        } finally {
            planning.unlock();
        }
    }

    private void narrow(StorePair stores, KeyRange range, long rows) throws SQLException {
        if (rows <= FEW || findings.full()) {
            findings.add(differences(stores, range));
            return;
        }
        for (KeyRange half : halves(stores, range)) {
            Digest here = reading.digest(stores.source(), table.source(), half);
            Digest there = reading.digest(stores.target(), table.target(), half);
            if (!here.equals(there)) {
                narrow(stores, half, Math.max(here.rows(), there.rows()));
            }
        }
    }

    /** By the middle of the store that has more rows there. */
    private List<KeyRange> halves(StorePair stores, KeyRange range) throws SQLException {
        long here = reading.digest(stores.source(), table.source(), range).rows();
        long there = reading.digest(stores.target(), table.target(), range).rows();
        int half = (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.max(here, there) / 2));
        List<String> middle = here >= there
                ? stores.keyBehind(stores.source(), table.source(), range.after(), half)
                : stores.keyBehind(stores.target(), table.target(), range.after(), half);
        return middle == null
                ? List.of(range)
                : List.of(new KeyRange(range.after(), middle), new KeyRange(middle, range.upTo()));
    }

    private List<Candidate> differences(StorePair stores, KeyRange range) throws SQLException {
        Map<String, Long> here = reading.rows(stores.source(), table.source(), range);
        Map<String, Long> there = reading.rows(stores.target(), table.target(), range);
        List<Candidate> differences = new ArrayList<>();
        here.forEach((pk, hash) -> {
            Long other = there.remove(pk);
            if (other == null) {
                differences.add(new Candidate(pk, Difference.MISSING));
            } else if (!other.equals(hash)) {
                differences.add(new Candidate(pk, Difference.DIFFERENT));
            }
        });
        there.keySet().forEach(pk -> differences.add(new Candidate(pk, Difference.EXTRA)));
        return differences;
    }
}
