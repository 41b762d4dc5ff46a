package io.migratingjdbc.internal.merge;

import io.migratingjdbc.internal.model.ErrorCode;
import java.sql.SQLFeatureNotSupportedException;

/** Only a store can put the rows into their order (SQLState 0A000, if nothing else helps). */
public final class UnknownOrder extends SQLFeatureNotSupportedException {
    private static final long serialVersionUID = 1L;

    UnknownOrder(String reason) {
        super(
                "The rows of both stores cannot be put in order: " + reason
                        + ". Leave out the ORDER BY and sort in the application, or order by another column.",
                ErrorCode.REFUSED.sqlState());
    }
}
