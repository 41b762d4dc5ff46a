package io.migratingjdbc.internal.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;

/** The current result of a statement, as the application sees it. */
sealed interface StatementResult permits StoreResult, CombinedResult {

    /** The rows; null if the result is a count or there is none. */
    ResultSet rows() throws SQLException;

    /** The number of rows changed; -1 if the result is rows or there is none. */
    long count() throws SQLException;

    /** Goes to the statement's next result; true if that is rows. */
    boolean next(int current) throws SQLException;

    ResultSet generatedKeys() throws SQLException;

    void close() throws SQLException;
}
