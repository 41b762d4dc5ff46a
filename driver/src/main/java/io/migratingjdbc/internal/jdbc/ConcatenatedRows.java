package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.forwarding.ForwardingResultSet;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The generated keys of several executions, one after the other; forward only, as the store's driver's are. */
final class ConcatenatedRows implements ForwardingResultSet {
    private final List<ResultSet> parts;
    private final Statement statement;
    private int part;
    private int row;
    private boolean ended;

    /** @param parts at least one; on none of their rows yet */
    ConcatenatedRows(List<ResultSet> parts, Statement statement) {
        this.parts = parts;
        this.statement = statement;
    }

    @Override
    public ResultSet delegate() {
        return parts.get(part);
    }

    @Override
    public Object own(Object given) {
        return given; // the statement makes it its own
    }

    @Override
    public boolean next() throws SQLException {
        while (!delegate().next()) {
            if (part == parts.size() - 1) {
                ended = true;
                return false;
            }
            part++;
        }
        row++;
        return true;
    }

    @Override
    public int getRow() throws SQLException {
        delegate().getRow(); // fails where it is closed
        return ended ? 0 : row;
    }

    @Override
    public boolean isBeforeFirst() throws SQLException {
        return row == 0 && (delegate().isBeforeFirst() || rowsFollow());
    }

    @Override
    public boolean isFirst() throws SQLException {
        delegate().isFirst();
        return !ended && row == 1;
    }

    @Override
    public boolean isLast() throws SQLException {
        return delegate().isLast() && !rowsFollow();
    }

    @Override
    public boolean isAfterLast() throws SQLException {
        delegate().isAfterLast();
        return ended && row > 0;
    }

    private boolean rowsFollow() throws SQLException {
        for (ResultSet later : parts.subList(part + 1, parts.size())) {
            if (later.isBeforeFirst()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Statement getStatement() throws SQLException {
        delegate().getStatement();
        return statement;
    }

    @Override
    public void close() throws SQLException {
        for (ResultSet rows : parts) {
            rows.close();
        }
    }
}
