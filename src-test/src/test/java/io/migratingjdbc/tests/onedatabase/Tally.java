package io.migratingjdbc.tests.onedatabase;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** What was answered and what was refused, over all runs. */
final class Tally {
    private final LongAdder statements = new LongAdder();
    private final LongAdder inTwoStores = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder crossStore = new LongAdder();
    private final LongAdder lostFences = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final Map<String, LongAdder> reasons = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> shapes = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> refusedShapes = new ConcurrentHashMap<>();

    void answered(Action action, boolean twoStores, Answer answer) {
        count(action, twoStores);
        if (answer instanceof Answer.Failed) {
            failed.increment();
        }
    }

    /** A transaction that launched before the phase changed and was to commit after it. */
    void lostFence() {
        lostFences.increment();
    }

    void refused(Action action, Answer.Refused answer, boolean twoStores) {
        count(action, twoStores);
        if (crossStore(answer)) {
            crossStore.increment();
        } else {
            refused.increment();
            increment(refusedShapes, action.shape());
            increment(reasons, action.shape() + ": " + reason(answer));
        }
    }

    static boolean crossStore(Answer.Refused answer) {
        return answer.reason().contains("has changed rows");
    }

    /** Of the statements in phases with two stores, but for transactions that would change both. */
    double refusedShare() {
        return share(refused.sum(), inTwoStores.sum());
    }

    String report() {
        return String.format(
                        "%d statements, %d of them in two-store phases; %d failed alike on both sides%n"
                                + "refused in two-store phases: %d (%.2f %%); transactions over both stores rejected: %d (%.2f %%);"
                                + " transactions to be tried again (40001): %d%n",
                        statements.sum(),
                        inTwoStores.sum(),
                        failed.sum(),
                        refused.sum(),
                        100 * refusedShare(),
                        crossStore.sum(),
                        100 * share(crossStore.sum(), inTwoStores.sum()),
                        lostFences.sum())
                + "refused by shape:\n" + top(refusedShapes) + "refused by reason:\n" + top(reasons)
                + "statements in two-store phases by shape:\n" + top(shapes);
    }

    private void count(Action action, boolean twoStores) {
        statements.increment();
        if (twoStores) {
            inTwoStores.increment();
            increment(shapes, action.shape());
        }
    }

    private static String top(Map<String, LongAdder> counts) {
        return new TreeMap<>(counts)
                .entrySet().stream()
                        .sorted(Comparator.comparing(entry -> -entry.getValue().sum()))
                        .limit(60)
                        .map(entry ->
                                String.format("%8d  %s%n", entry.getValue().sum(), entry.getKey()))
                        .collect(Collectors.joining());
    }

    private static String reason(Answer.Refused answer) {
        String text = answer.reason().replaceFirst("(?s)\\. Statement: .*", "");
        text = text.replaceFirst(
                "The driver cannot run this statement exactly while its migration is not completed: ", "");
        return text.substring(0, Math.min(text.length(), 110));
    }

    private static void increment(Map<String, LongAdder> counts, String name) {
        counts.computeIfAbsent(name, any -> new LongAdder()).increment();
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
