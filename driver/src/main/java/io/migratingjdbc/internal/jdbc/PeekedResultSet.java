package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.forwarding.ForwardingResultSet;
import java.sql.ResultSet;
import java.sql.SQLException;

/** One row whose only value the driver has looked at, before the application reads it. */
final class PeekedResultSet implements ForwardingResultSet {
    private final ResultSet delegate;
    private final String firstValue;
    private boolean unread = true;

    private PeekedResultSet(ResultSet delegate, String firstValue) {
        this.delegate = delegate;
        this.firstValue = firstValue;
    }

    static PeekedResultSet of(ResultSet rows) throws SQLException {
        rows.next();
        return new PeekedResultSet(rows, rows.getString(1));
    }

    String firstValue() {
        return firstValue;
    }

    @Override
    public ResultSet delegate() {
        return delegate;
    }

    @Override
    public Object own(Object given) {
        return given; // wrapped once more before the application gets it
    }

    @Override
    public boolean next() throws SQLException {
        if (unread) {
            unread = false;
            return true;
        }
        return delegate.next();
    }

    @Override
    public boolean isBeforeFirst() {
        return unread;
    }
}
