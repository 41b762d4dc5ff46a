package io.migratingjdbc.internal.merge;

import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.sql.QueryShape;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Makes one result of two. The result owns the parts and closes them; after an exception they are the caller's. */
public final class Merge {
    private Merge() {}

    /**
     * The answer to a query.
     *
     * @param parts the answers to the query without OFFSET and with {@link Window#limitOfPart()} as its LIMIT
     * @param key NONE where an entity cannot be recognised in the result
     * @param statement what {@code getStatement} returns
     * @throws SQLException 0A000 if the answer would not be exact; {@link DuplicateEntity}, from here or from a later
     *     {@code next()}, in the rare case that only a second read helps
     */
    public static ResultSet query(
            QueryShape shape, Parts parts, Window window, TextOrder text, KeyColumns key, Statement statement)
            throws SQLException {
        if (shape.unmergeable() != null) {
            throw ErrorCode.REFUSED.exception("The query cannot be answered from two stores: " + shape.unmergeable());
        }
        parts.checkAlike();
        if (shape.count()) {
            return CountResultSet.of(parts, window, statement);
        }
        RowOrder order = RowOrder.of(shape.orderBy(), parts.accepting().getMetaData(), text);
        RowSource source = new RowSource(parts, order, key, window.limitOfPart());
        return new MergedResultSet(parts, source, window, statement);
    }

    /** The rows that one write returned in both stores. */
    public static ResultSet returning(Parts parts, Statement statement) throws SQLException {
        parts.checkAlike();
        RowSource source = new RowSource(parts, RowOrder.NONE, KeyColumns.NONE, null);
        return new MergedResultSet(parts, source, Window.ALL, statement);
    }
}
