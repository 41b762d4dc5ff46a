package io.migratingjdbc.internal.merge;

import io.migratingjdbc.internal.forwarding.ForwardingResultSetMetaData;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;

/** The metadata of a result whose last columns the application did not ask for. */
final class LeadingColumns implements ForwardingResultSetMetaData {
    private final ResultSetMetaData all;
    private final int count;

    LeadingColumns(ResultSetMetaData all, int count) {
        this.all = all;
        this.count = count;
    }

    @Override
    public ResultSetMetaData delegate() {
        return all;
    }

    @Override
    public int getColumnCount() {
        return count;
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(this) ? type.cast(this) : all.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || all.isWrapperFor(type);
    }
}
