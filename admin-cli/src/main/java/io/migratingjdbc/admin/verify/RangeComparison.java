package io.migratingjdbc.admin.verify;

import io.migratingjdbc.admin.chunk.Boundaries;
import io.migratingjdbc.admin.chunk.ChunkSize;
import io.migratingjdbc.admin.chunk.KeyRange;
import io.migratingjdbc.admin.chunk.StorePair;
import io.migratingjdbc.admin.chunk.StorePair.Both;
import io.migratingjdbc.admin.pace.Pacer;
import io.migratingjdbc.admin.verify.Reading.Digest;
import io.migratingjdbc.internal.replicate.CopyTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Compares a table range by range: number and hash of the rows of each; where these differ, of its halves, until the rows are few enough to be
 * looked at one by one. For tables whose keys both stores put in the same order.
 */
final class RangeComparison {
    private static final Duration GOAL = Duration.ofMillis(250);
    /** Of a range, where the pace holds. */
    private static final Duration HELD_GOAL = Duration.ofMillis(500);

    private static final int FEWEST = 1_000;
    private static final long FEW = 10_000;

    private final CopyTable table;
    private final Reading reading;
    private final Ledger ledger;
    private final Pacer pacer;
    private final double rowBytes;
    private final ChunkSize size = new ChunkSize(GOAL);
    private final Boundaries boundaries;
    private final ReentrantLock planning = new ReentrantLock();
    private List<String> plannedTo;
    private boolean planned;
    private int numbers;
    private final Remainder remainder;
    private final Queue<Numbered> givenBack = new ConcurrentLinkedQueue<>();

    /**
     * @param ledger knows where an earlier run has ended
     * @param pacer holds the workers back
     * @param rowBytes how large a row is, about
     * @param remainder what is left of the table
     */
    RangeComparison(
            CopyTable table, Reading reading, Ledger ledger, Pacer pacer, double rowBytes, Remainder remainder) {
        this.remainder = remainder;
        this.table = table;
        this.boundaries = new Boundaries(table.source());
        this.reading = reading;
        this.ledger = ledger;
        this.pacer = pacer;
        this.rowBytes = rowBytes;
        this.plannedTo = ledger.done().upTo();
    }

    private record Numbered(int number, KeyRange range) {}

    /** @return false if nothing is left, or the operator has said stop */
    boolean step(StorePair stores) throws SQLException {
        Numbered next = pacer.mayGoOn() ? next(stores) : null;
        if (next == null) {
            return false;
        }
        try {
            compare(stores, next);
        } catch (SQLException e) {
            // Nobody else has it: without it the table would pass for compared.
            givenBack.add(next);
            throw e;
        }
        return true;
    }

    private void compare(StorePair stores, Numbered next) throws SQLException {
        KeyRange range = next.range();
        long start = System.nanoTime();
        Both<Digest> digests = reading.digests(stores, range);
        Digest here = digests.source();
        Digest there = digests.target();
        size.took(here.rows(), (System.nanoTime() - start) / 1e9);
        boundaries.held(range, here.rows());
        List<Candidate> differences = new ArrayList<>();
        if (!here.equals(there)) {
            narrow(stores, range, rows(digests), differences);
        }
        ledger.compared(
                stores.target(), next.number(), new Compared(range.upTo(), here.rows(), there.rows(), differences));
        pacer.passed((long) (here.rows() * rowBytes));
    }

    private static long rows(Both<Digest> digests) {
        return Math.max(digests.source().rows(), digests.target().rows());
    }

    private Numbered next(StorePair stores) throws SQLException {
        Numbered again = givenBack.poll();
        if (again != null) {
            return again;
        }
        planning.lock();
        try {
            if (planned || ledger.done().full()) {
                return null;
            }
            List<String> upTo = boundaries.behind(stores, plannedTo, remainder.next(most()));
            KeyRange range = new KeyRange(plannedTo, upTo);
            plannedTo = upTo;
            planned = upTo == null;
            return new Numbered(numbers++, range);
        } finally {
            planning.unlock();
        }
    }

    /** Where the pace holds, no more than it lets through in a moment: a range is read at once, and others would feel it. */
    private int most() {
        double atOnce = Math.max(FEWEST, pacer.bytesIn(HELD_GOAL) / rowBytes);
        return (int) Math.min(size.rows(), atOnce);
    }

    private void narrow(StorePair stores, KeyRange range, long rows, List<Candidate> found) throws SQLException {
        if (found.size() >= Compared.MOST) {
            return;
        }
        if (rows <= FEW) {
            found.addAll(differences(stores, range));
            return;
        }
        for (KeyRange half : halves(stores, range)) {
            Both<Digest> digests = reading.digests(stores, half);
            if (!digests.source().equals(digests.target())) {
                narrow(stores, half, rows(digests), found);
            }
        }
    }

    /** By the middle of the store that has more rows there. */
    private List<KeyRange> halves(StorePair stores, KeyRange range) throws SQLException {
        Both<Digest> digests = reading.digests(stores, range);
        long here = digests.source().rows();
        long there = digests.target().rows();
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
