package io.migratingjdbc.internal.merge;

import io.migratingjdbc.internal.model.ErrorCode;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;

/**
 * The two stores' answers to one statement, neither of them read from yet.
 *
 * @param accepting of the store that accepts launches: where the order leaves it open, its rows come first
 * @param locking whether rows were locked on the way, which may have changed while the store waited for them: it returns them as they
 *     are now, at the places that they had
 */
public record Parts(ResultSet accepting, ResultSet other, boolean locking) {

    public Parts(ResultSet accepting, ResultSet other) {
        this(accepting, other, false);
    }

    /**
     * Rows of different shape must not be mixed: SELECT * follows the order in which a store's columns were made.
     *
     * @throws SQLException 0A000 if the columns differ or a part may be updated through
     */
    void checkAlike() throws SQLException {
        ResultSetMetaData left = accepting.getMetaData();
        ResultSetMetaData right = other.getMetaData();
        if (left.getColumnCount() != right.getColumnCount()) {
            throw differs("one has " + left.getColumnCount() + " columns, the other " + right.getColumnCount());
        }
        for (int column = 1; column <= left.getColumnCount(); column++) {
            if (!left.getColumnLabel(column).equals(right.getColumnLabel(column))
                    || left.getColumnType(column) != right.getColumnType(column)) {
                throw differs("column " + column + " is " + left.getColumnLabel(column) + " in one and "
                        + right.getColumnLabel(column) + " in the other, or of another type");
            }
        }
        if (accepting.getConcurrency() != ResultSet.CONCUR_READ_ONLY
                || other.getConcurrency() != ResultSet.CONCUR_READ_ONLY) {
            throw ErrorCode.REFUSED.exception(
                    "A result from both stores cannot be updated through: use CONCUR_READ_ONLY and UPDATE.");
        }
    }

    private static SQLException differs(String how) {
        return ErrorCode.REFUSED.exception("The two stores answer with different columns (" + how
                + "): name the columns in the statement, or make the tables alike.");
    }

    /** Closes both, whatever happens with the first. */
    void close() throws SQLException {
        try (other) {
            accepting.close();
        }
    }
}
