package io.migratingjdbc.internal.sql;

import java.util.List;
import java.util.Set;

/**
 * How a query with aggregates or groups is computed from parts: each store computes its part, and one store the answer from both
 * parts' rows. In the answer's text a part's columns are {@code m.m1}, {@code m.m2} and so on.
 *
 * @param part what each store computes
 * @param columns how many columns that has
 * @param numeric those columns (from 1) that must have the type numeric, for the answer to be exact
 * @param notColumns names that must not be columns of the query's tables, because GROUP BY would mean those
 * @param items the answer's columns
 * @param groups the part's columns by which it is grouped; empty without GROUP BY
 * @param having null if there is none
 * @param tail LIMIT and OFFSET; may be empty
 */
public record Combination(
        RewrittenSql part,
        int columns,
        Set<Integer> numeric,
        Set<String> notColumns,
        List<Formula> items,
        List<Integer> groups,
        Formula having,
        List<Order> order,
        RewrittenSql tail) {

    public Combination {
        numeric = Set.copyOf(numeric);
        notColumns = Set.copyOf(notColumns);
        items = List.copyOf(items);
        groups = List.copyOf(groups);
        order = List.copyOf(order);
    }

    /** An expression over a part's columns. */
    public record Formula(List<Term> terms) {
        public Formula {
            terms = List.copyOf(terms);
        }
    }

    public sealed interface Term {
        record Words(RewrittenSql sql) implements Term {}

        record Column(int number) implements Term {}

        /** The name of the column's type. */
        record TypeOf(int number) implements Term {}
    }

    /**
     * @param by a number stands for the item of the answer at that position
     * @param direction ASC or DESC and NULLS FIRST or LAST; may be empty
     */
    public record Order(Formula by, String direction) {}
}
