package io.migratingjdbc.admin.pace;

import io.migratingjdbc.admin.pace.Bearable.Verdict;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds the rate that others do not feel: statements are timed while nothing is moved, and while rows move; as long as few of the latter
 * are much slower than the former, the rate goes up, else down. Near a rate that was too high it goes up slowly, because each time that it is
 * too high is felt.
 */
final class AdaptiveRate {
    private static final double START = 1e6;
    private static final double LEAST = 5e5;
    private static final double MOST = 2e9;
    private static final double UP = 1.5;
    private static final double UP_SLOWLY = 1.03;
    private static final double DOWN = 0.6;
    /** Of a rate that was too high: from here on the rate goes up slowly. */
    private static final double NEAR = 0.75;
    /** Of it, too: from here on it is forgotten. */
    private static final double BEYOND = 1.25;

    private final List<Bearable> statements =
            Stream.generate(Bearable::new).limit(Probes.COUNT).toList();
    private double rate = START;
    private double tooHigh = Double.POSITIVE_INFINITY;

    /** @param times of each kind while nothing was moved; if none of one came through hardly anything may move */
    void quiet(List<List<Long>> times) {
        if (times.stream().anyMatch(List::isEmpty)) {
            rate = LEAST;
        } else {
            for (int i = 0; i < statements.size(); i++) {
                statements.get(i).quiet(times.get(i));
            }
        }
    }

    /**
     * @param times of each kind at the present rate
     * @param used whether so much was moved, since it was asked last, as the rate allows: of one that was not used it cannot be said that
     *     others bear it. Asked when there is a verdict
     */
    void moving(List<List<Long>> times, BooleanSupplier used) {
        List<Verdict> verdicts = judge(times);
        if (verdicts.contains(Verdict.EXCEEDED)) {
            used.getAsBoolean();
            tooHigh = rate;
            change(Math.max(LEAST, rate * DOWN));
        } else if (!verdicts.contains(Verdict.TOO_EARLY_TO_SAY)) {
            boolean near = rate * UP >= tooHigh * NEAR && rate < tooHigh * BEYOND;
            change(used.getAsBoolean() ? Math.min(MOST, rate * (near ? UP_SLOWLY : UP)) : rate);
        }
    }

    /** All are asked: each collects what it is told. */
    private List<Verdict> judge(List<List<Long>> times) {
        return IntStream.range(0, statements.size())
                .mapToObj(i -> statements.get(i).judge(times.get(i)))
                .toList();
    }

    private void change(double next) {
        rate = next;
        statements.forEach(Bearable::beginAnew);
    }

    double bytesPerSecond() {
        return rate;
    }
}
