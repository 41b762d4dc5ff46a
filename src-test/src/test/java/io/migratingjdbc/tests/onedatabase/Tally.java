package io.migratingjdbc.tests.onedatabase;

import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
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
    private final Map<String, String> examples = new ConcurrentHashMap<>();
    private final Map<Feature, LongAdder> answeredFeatures = new ConcurrentHashMap<>();
    private final Map<Feature, LongAdder> refusedFeatures = new ConcurrentHashMap<>();

    void answered(Action action, boolean twoStores, Answer answer) {
        count(action, twoStores);
        if (answer instanceof Answer.Failed) {
            failed.increment();
        }
        if (twoStores) {
            Feature.of(action).forEach(feature -> increment(answeredFeatures, feature));
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
            Feature.of(action).forEach(feature -> increment(refusedFeatures, feature));
            String reason = action.shape() + ": " + reason(answer);
            increment(reasons, reason);
            examples.putIfAbsent(reason, action.toString());
        }
    }

    static boolean crossStore(Answer.Refused answer) {
        return answer.reason().contains("has changed rows");
    }

    /** Of the statements in phases with two stores, but for transactions that would change both. */
    double refusedShare() {
        return share(refused.sum(), inTwoStores.sum());
    }

    /** What no statement had that was answered while two stores were in use. */
    Set<Feature> unanswered() {
        Set<Feature> unanswered = EnumSet.allOf(Feature.class);
        unanswered.removeAll(answeredFeatures.keySet());
        return unanswered;
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
                + "refused, by shape and reason:\n" + reasons()
                + "in two-store phases: answered, refused\n" + features();
    }

    private void count(Action action, boolean twoStores) {
        statements.increment();
        if (twoStores) {
            inTwoStores.increment();
        }
    }

    private String reasons() {
        return new TreeMap<>(reasons)
                .entrySet().stream()
                        .sorted(Comparator.comparing(entry -> -entry.getValue().sum()))
                        .map(entry -> String.format(
                                "%8d  %s%n          %s%n",
                                entry.getValue().sum(), entry.getKey(), examples.get(entry.getKey())))
                        .collect(Collectors.joining());
    }

    private String features() {
        return Arrays.stream(Feature.values())
                .map(feature -> {
                    long answered = sum(answeredFeatures, feature);
                    long refused = sum(refusedFeatures, feature);
                    return String.format(
                            "%8d %6d %6.2f %%  %s%n",
                            answered, refused, 100 * share(refused, answered + refused), feature);
                })
                .collect(Collectors.joining());
    }

    private static long sum(Map<Feature, LongAdder> counts, Feature feature) {
        LongAdder count = counts.get(feature);
        return count == null ? 0 : count.sum();
    }

    private static String reason(Answer.Refused answer) {
        String text = answer.reason().replaceFirst("(?s)\\. Statement: .*", "");
        text = text.replaceFirst(
                "The driver cannot run this statement exactly while its migration is not completed: ", "");
        return text.substring(0, Math.min(text.length(), 110));
    }

    private static <T> void increment(Map<T, LongAdder> counts, T of) {
        counts.computeIfAbsent(of, any -> new LongAdder()).increment();
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
