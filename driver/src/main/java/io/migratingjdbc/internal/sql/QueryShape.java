package io.migratingjdbc.internal.sql;

import java.util.List;
import java.util.Optional;

/**
 * What answering a query from two stores needs to know.
 *
 * @param ungatherable null if both stores' rows can take the place of its tables; else why not
 * @param outerJoins of the outermost query
 * @param locking FOR UPDATE, FOR SHARE and the like
 * @param typedByParameters whether the types of its columns may depend on those of its parameters
 */
public record QueryShape(
        Form form, String ungatherable, List<OuterJoin> outerJoins, boolean locking, boolean typedByParameters) {

    public QueryShape {
        outerJoins = List.copyOf(outerJoins);
    }

    /** How two stores' answers become one, provided that the join partners of each row are in the same store. */
    public sealed interface Form {}

    /**
     * The rows of the whole are the rows of the parts.
     *
     * @param distinct whether equal rows are one
     * @param limit null if there is none
     * @param offset null if there is none
     */
    public record Rows(boolean distinct, List<OrderItem> orderBy, ValueExpression limit, ValueExpression offset)
            implements Form {
        public static final Rows ALL = new Rows(false, List.of(), null, null);

        public Rows {
            orderBy = List.copyOf(orderBy);
        }

        /** How many of the ORDER BY's items are no columns of the result. */
        public int keys() {
            return (int) orderBy.stream().filter(OrderItem::isKey).count();
        }
    }

    /** The select list is COUNT expressions alone, without GROUP BY: the parts' single rows are added up. */
    public record Counts() implements Form {}

    /** Groups or aggregates, which are computed from the parts' groups. */
    public record Combined(Combination combination) implements Form {}

    /**
     * The answers do not suffice.
     *
     * @param reason for the error message
     */
    public record Inseparable(String reason) implements Form {}

    public Optional<Rows> rows() {
        return form instanceof Rows rows ? Optional.of(rows) : Optional.empty();
    }

    /**
     * A LEFT JOIN.
     *
     * @param left the indexes of the table uses whose rows are all in the result
     * @param right of those whose rows may be missing there
     */
    public record OuterJoin(List<Integer> left, List<Integer> right) {
        public OuterJoin {
            left = List.copyOf(left);
            right = List.copyOf(right);
        }
    }

    /**
     * One ORDER BY item.
     *
     * @param position the result column from 1, or 0
     * @param label where the position is 0, the result column's label (SELECT *); null if the item is no column of the
     *     result, so that each store is asked for it in a further column, a key
     * @param nullsFirst null where the statement does not say
     */
    public record OrderItem(int position, String label, boolean descending, Boolean nullsFirst) {
        public boolean isKey() {
            return position == 0 && label == null;
        }
    }
}
