package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.forwarding.ForwardingResultSet;
import io.migratingjdbc.internal.sql.RewrittenSql;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;

/** Rows that were computed by another text than the application's, but are described as its text's. */
final class DescribedRows implements ForwardingResultSet {
    private final ResultSet rows;
    private final Execution execution;
    private final StoreSession session;
    private ResultSetMetaData metadata;

    private DescribedRows(ResultSet rows, Execution execution, StoreSession session) {
        this.rows = rows;
        this.execution = execution;
        this.session = session;
    }

    static StoreResult of(Execution execution, StoreResult result, StoreSession session) {
        return result.rows() == null
                ? result
                : StoreResult.ofRows(result.statement(), new DescribedRows(result.rows(), execution, session));
    }

    @Override
    public ResultSet delegate() {
        return rows;
    }

    /** The application's statement makes it its own. */
    @Override
    public Object own(Object given) {
        return given;
    }

    /** Asks the store when it is first wanted: where columns come from and how long they may be is lost in computing. */
    @Override
    public ResultSetMetaData getMetaData() throws SQLException {
        ResultSetMetaData computed = rows.getMetaData();
        if (metadata == null) {
            RewrittenSql original = RewrittenSql.unchanged(execution.planned().profile());
            ResultSetMetaData described = execution.bound(session, original).getMetaData();
            metadata = described == null ? computed : described;
        }
        return metadata;
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(this) ? type.cast(this) : rows.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || rows.isWrapperFor(type);
    }
}
