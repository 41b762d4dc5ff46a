package io.migratingjdbc.internal.census;

import io.migratingjdbc.internal.route.Verdict;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * A statement shape as all hosts have seen it.
 *
 * @param shape the hash by which it is known
 * @param verdict the worst, where it depends on the values or has changed
 * @param count of all executions
 * @param counts the executions by verdict; those without any left out
 * @param reason of the latest refusal; null if it was never refused
 * @param firstSeen by the database's clock, as is {@code lastSeen}
 */
public record CensusEntry(
        String shape,
        Verdict verdict,
        long count,
        Map<Verdict, Long> counts,
        String reason,
        String text,
        Instant firstSeen,
        Instant lastSeen) {

    static CensusEntry of(
            String shape, Map<Verdict, Long> counts, String reason, String text, Instant firstSeen, Instant lastSeen) {
        Map<Verdict, Long> seen = new EnumMap<>(Verdict.class);
        Verdict worst = Verdict.PASS;
        long all = 0;
        for (Verdict verdict : Verdict.values()) {
            long count = counts.getOrDefault(verdict, 0L);
            if (count > 0) {
                seen.put(verdict, count);
                worst = verdict;
                all += count;
            }
        }
        return new CensusEntry(shape, worst, all, seen, reason, text, firstSeen, lastSeen);
    }

    /** Whether it stands for all statements that were too many to be told apart. */
    public boolean others() {
        return shape.equals(Census.OTHERS.hash());
    }

    /** How many of the executions were refused, or would have been. */
    public long refused() {
        return counts.getOrDefault(Verdict.REFUSED, 0L);
    }
}
