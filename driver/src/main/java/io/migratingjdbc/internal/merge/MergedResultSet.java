package io.migratingjdbc.internal.merge;

import io.migratingjdbc.internal.model.ErrorCode;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Both stores' rows, merged by their order as they are read: at most one row of each is held here.
 *
 * <p>A getter goes to the store's result set that is positioned on the current row.
 */
final class MergedResultSet extends ForwardOnlyResultSet {
    private final RowSource source;
    private final Long limit;
    /** How many columns at the end are only there to order by. */
    private final int keys;

    private Part current;
    private long row;
    private boolean finished;

    MergedResultSet(Parts parts, RowSource source, Window window, int keys, Statement statement) throws SQLException {
        super(parts, statement);
        this.keys = keys;
        this.source = source;
        this.limit = window.limit();
        skip(window.offset());
    }

    private void skip(long offset) throws SQLException {
        for (long skipped = 0; skipped < offset; skipped++) {
            Part part = source.next();
            if (part == null) {
                return;
            }
            source.take(part);
            part.advance();
        }
    }

    @Override
    public boolean next() throws SQLException {
        checkOpen();
        if (finished) {
            return false;
        }
        if (current != null) {
            current.advance();
        }
        current = upcoming();
        finished = current == null;
        if (!finished) {
            source.take(current);
            row++;
        }
        return !finished;
    }

    private Part upcoming() throws SQLException {
        return limit != null && row >= limit ? null : source.next();
    }

    @Override
    ResultSet current() {
        return current == null ? null : current.rows();
    }

    @Override
    public ResultSetMetaData getMetaData() throws SQLException {
        ResultSetMetaData all = super.getMetaData();
        return keys == 0 ? all : new LeadingColumns(all, all.getColumnCount() - keys);
    }

    @Override
    public int getRow() throws SQLException {
        checkOpen();
        return current == null ? 0 : Math.toIntExact(row);
    }

    @Override
    public boolean isBeforeFirst() throws SQLException {
        checkOpen();
        return row == 0 && !finished && upcoming() != null;
    }

    @Override
    public boolean isFirst() throws SQLException {
        checkOpen();
        return row == 1 && current != null;
    }

    @Override
    public boolean isAfterLast() throws SQLException {
        checkOpen();
        return finished && row > 0;
    }

    @Override
    public boolean isLast() throws SQLException {
        throw ErrorCode.REFUSED.exception(
                "isLast() on a result from both stores: the rows are merged as they are read.");
    }
}
