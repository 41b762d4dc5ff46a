package io.migratingjdbc.internal.merge;

import java.math.BigDecimal;

/**
 * PostgreSQL's numeric: equal if it is the same number, whatever its scale.
 *
 * @param rank -1 for -Infinity, 0 for a number, 1 for Infinity, 2 for NaN, which is above all
 */
record Numeric(int rank, BigDecimal value) implements Comparable<Numeric> {

    static Numeric parse(String text) {
        return switch (text) {
            case "-Infinity" -> new Numeric(-1, BigDecimal.ZERO);
            case "Infinity" -> new Numeric(1, BigDecimal.ZERO);
            case "NaN" -> new Numeric(2, BigDecimal.ZERO);
            default -> new Numeric(0, new BigDecimal(text).stripTrailingZeros());
        };
    }

    @Override
    public int compareTo(Numeric other) {
        return rank != other.rank ? Integer.compare(rank, other.rank) : value.compareTo(other.value);
    }
}
