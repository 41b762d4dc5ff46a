package io.migratingjdbc.internal.merge;

import io.migratingjdbc.internal.model.ErrorCode;
import java.sql.SQLException;

/**
 * LIMIT and OFFSET of the whole answer.
 *
 * @param limit null if there is none
 */
public record Window(Long limit, long offset) {
    public static final Window ALL = new Window(null, 0);

    /**
     * @param limit null if there is none
     * @param offset null if there is none
     * @throws SQLException as PostgreSQL has it for negative values (2201W, 2201X)
     */
    public static Window of(Long limit, Long offset) throws SQLException {
        if (limit != null && limit < 0) {
            throw new SQLException("LIMIT must not be negative", "2201W");
        }
        if (offset != null && offset < 0) {
            throw new SQLException("OFFSET must not be negative", "2201X");
        }
        return new Window(limit, offset == null ? 0 : offset);
    }

    /**
     * The LIMIT of each store's own query, which has no OFFSET: all skipped rows may be in one store. Null for none.
     *
     * @throws SQLException 0A000 if it is too large for a LIMIT
     */
    public Long limitOfPart() throws SQLException {
        if (limit == null) {
            return null;
        }
        try {
            return Math.addExact(limit, offset);
        } catch (ArithmeticException tooLarge) {
            throw ErrorCode.REFUSED.exception("LIMIT " + limit + " OFFSET " + offset
                    + " is too large for a query on both stores: leave the LIMIT out.");
        }
    }

    boolean holdsFirstRow() {
        return offset == 0 && (limit == null || limit > 0);
    }
}
