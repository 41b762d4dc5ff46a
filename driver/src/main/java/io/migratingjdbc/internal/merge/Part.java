package io.migratingjdbc.internal.merge;

import io.migratingjdbc.internal.model.ErrorCode;
import java.sql.ResultSet;
import java.sql.SQLException;

/** One store's rows, positioned on the one that is next to be merged. */
final class Part {
    private final ResultSet rows;
    private final RowOrder order;
    /** See {@link Parts#locking}. */
    private final boolean locking;

    private Object[] values;
    private long read;
    private boolean leftOut;

    Part(ResultSet rows, RowOrder order, boolean locking) throws SQLException {
        this.rows = rows;
        this.order = order;
        this.locking = locking;
        advance();
    }

    ResultSet rows() {
        return rows;
    }

    /** The order's values of the row; null after the last. */
    Object[] values() {
        return values;
    }

    boolean exhausted() {
        return values == null;
    }

    /** Goes on without giving out the row. */
    void leaveOut() throws SQLException {
        leftOut = true;
        advance();
    }

    /**
     * Whether a row that was left out made room for one that the store's own LIMIT cut off, and that nobody knows.
     * Cannot be where an entity is one row: then the other part has given out a row for each that was left out here.
     */
    boolean lacksRows(Long limit) {
        return leftOut && exhausted() && limit != null && read >= limit;
    }

    /**
     * @throws SQLException 0A000 if the store's rows are not in the order that the driver computes (a column may have a
     *     collation of its own): what would be merged then were wrong
     */
    void advance() throws SQLException {
        Object[] before = values;
        if (!rows.next()) {
            values = null;
            return;
        }
        read++;
        values = order.read(rows);
        if (before != null && !locking && order.compare(before, values) > 0) {
            throw ErrorCode.REFUSED.exception("A store orders its rows in another way than the driver can follow,"
                    + " perhaps by a column's own collation: leave out the ORDER BY and sort in the application.");
        }
    }
}
