package io.migratingjdbc.internal.sql;

import java.util.List;

/**
 * What merging two stores' answers to a query needs to know.
 *
 * @param unmergeable null if the rows of the whole are the rows of the parts, concatenated (a plain selection over
 *     one table, or over tables whose join partners are in the same store), or one row of counts to be added up; else
 *     why not, for the error message
 * @param count whether the select list is COUNT expressions alone, without GROUP BY, so that the parts' single rows
 *     are added up
 * @param limit null if there is none
 * @param offset null if there is none
 * @param locking FOR UPDATE, FOR SHARE and the like
 */
public record QueryShape(
        String unmergeable,
        boolean count,
        List<OrderItem> orderBy,
        ValueExpression limit,
        ValueExpression offset,
        boolean locking) {

    public QueryShape {
        orderBy = List.copyOf(orderBy);
    }

    /**
     * One ORDER BY item that is in the select list.
     *
     * @param position the result column from 1, or 0 where only the label is known (SELECT *)
     * @param label the result column's label, or null where the position is given
     * @param nullsFirst null where the statement does not say
     */
    public record OrderItem(int position, String label, boolean descending, Boolean nullsFirst) {}
}
