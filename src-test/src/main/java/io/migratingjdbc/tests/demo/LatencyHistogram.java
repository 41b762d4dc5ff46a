package io.migratingjdbc.tests.demo;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Counts of durations in buckets that grow by a quarter of an octave; can be added up over processes. */
final class LatencyHistogram {
    private static final int PER_OCTAVE = 4;
    private static final int BUCKETS = 128;

    private final long[] counts = new long[BUCKETS];

    synchronized void add(long micros) {
        counts[Math.min(BUCKETS - 1, bucket(Math.max(1, micros)))]++;
    }

    synchronized void add(LatencyHistogram other) {
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] += other.counts[i];
        }
    }

    synchronized long count() {
        return Arrays.stream(counts).sum();
    }

    /** The duration in microseconds that the given share of all durations does not exceed; 0 if there are none. */
    synchronized long percentile(double share) {
        long rank = (long) Math.ceil(Arrays.stream(counts).sum() * share);
        long seen = 0;
        for (int i = 0; i < BUCKETS && rank > 0; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return Math.round(Math.pow(2, (i + 1.0) / PER_OCTAVE));
            }
        }
        return 0;
    }

    /** The counts so far, which are forgotten here. */
    synchronized LatencyHistogram take() {
        LatencyHistogram taken = new LatencyHistogram();
        taken.add(this);
        Arrays.fill(counts, 0);
        return taken;
    }

    /** {@code bucket:count,...}, or {@code -} if nothing was counted. */
    synchronized String text() {
        String text = IntStream.range(0, BUCKETS)
                .filter(i -> counts[i] > 0)
                .mapToObj(i -> i + ":" + counts[i])
                .collect(Collectors.joining(","));
        return text.isEmpty() ? "-" : text;
    }

    static LatencyHistogram ofText(String text) {
        LatencyHistogram histogram = new LatencyHistogram();
        for (String entry : text.equals("-") ? new String[0] : text.split(",")) {
            int colon = entry.indexOf(':');
            histogram.counts[Integer.parseInt(entry.substring(0, colon))] = Long.parseLong(entry.substring(colon + 1));
        }
        return histogram;
    }

    private static int bucket(long micros) {
        return (int) (Math.log(micros) / Math.log(2) * PER_OCTAVE);
    }
}
