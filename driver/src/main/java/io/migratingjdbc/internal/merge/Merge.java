package io.migratingjdbc.internal.merge;

import io.migratingjdbc.internal.sql.QueryShape.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Makes one result of two. The result owns the parts and closes them; after an exception they are the caller's. */
public final class Merge {
    private Merge() {}

    /**
     * The rows of a query.
     *
     * @param parts the answers to the query without OFFSET and with {@link Window#limitOfPart()} as its LIMIT
     * @param key NONE where an entity cannot be recognised in the result
     * @param statement what {@code getStatement} returns
     * @throws UnknownOrder if only a store can put them in order
     * @throws SQLException 0A000 if the answer would not be exact; {@link DuplicateEntity}, from here or from a later
     *     {@code next()}, in the rare case that only a second read helps
     */
    public static ResultSet rows(
            Rows query, Parts parts, Window window, TextOrder text, KeyColumns key, Statement statement)
            throws SQLException {
        parts.checkAlike();
        RowOrder order = RowOrder.of(query.orderBy(), parts.accepting().getMetaData(), text);
        RowSource source = new RowSource(parts, order, key, window.limitOfPart());
        return new MergedResultSet(parts, source, window, query.keys(), statement);
    }

    /** How many rows of each part an answer takes, those that OFFSET skips included. */
    public record Taken(long accepting, long other) {}

    /**
     * Reads as many rows as the answer has, and counts from which part they come.
     *
     * @throws UnknownOrder if only a store can put them in order
     */
    public static Taken take(Rows query, Parts parts, Window window, TextOrder text, KeyColumns key)
            throws SQLException {
        parts.checkAlike();
        RowOrder order = RowOrder.of(query.orderBy(), parts.accepting().getMetaData(), text);
        RowSource source = new RowSource(parts, order, key, window.limitOfPart());
        Long most = window.limitOfPart();
        long accepting = 0;
        long other = 0;
        for (Part part = source.next();
                part != null && (most == null || accepting + other < most);
                part = source.next()) {
            source.take(part);
            if (part.rows() == parts.accepting()) {
                accepting++;
            } else {
                other++;
            }
            part.advance();
        }
        return new Taken(accepting, other);
    }

    /**
     * One row of counts.
     *
     * @param parts each one row of counts
     */
    public static ResultSet counts(Parts parts, Window window, Statement statement) throws SQLException {
        parts.checkAlike();
        return CountResultSet.of(parts, window, statement);
    }

    /** The rows that one write returned in both stores. */
    public static ResultSet returning(Parts parts, Statement statement) throws SQLException {
        parts.checkAlike();
        RowSource source = new RowSource(parts, RowOrder.NONE, KeyColumns.NONE, null);
        return new MergedResultSet(parts, source, Window.ALL, 0, statement);
    }
}
