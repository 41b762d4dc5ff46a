package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.launch.Cell;
import io.migratingjdbc.internal.route.PlannedStatement;
import io.migratingjdbc.internal.route.Values;
import io.migratingjdbc.internal.sql.RewrittenSql;
import io.migratingjdbc.internal.sql.ValueExpression;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** One execution of one statement as the application asked for it; can be carried out in any store, more than once. */
interface Execution extends Values {

    /** As it came, without what a route has made of it: to be routed again. */
    default Execution asked() {
        return this;
    }

    PlannedStatement planned();

    /** Runs the application's own text in a store, by the method that the application called. */
    StoreResult on(StoreSession session) throws SQLException;

    /** Runs a changed text in a store, by the same method. */
    StoreResult on(StoreSession session, RewrittenSql rewritten) throws SQLException;

    /**
     * A statement of the driver's own in a store, with the parameters as the application bound them. Of the application's settings it
     * has the time limit alone; it is closed at the latest with the application's next execution.
     */
    default PreparedStatement bound(StoreSession session, RewrittenSql rewritten) throws SQLException {
        return bound(session, rewritten, ResultSet.TYPE_FORWARD_ONLY);
    }

    /** The same for a result of another type. */
    PreparedStatement bound(StoreSession session, RewrittenSql rewritten, int resultSetType) throws SQLException;

    /** Runs a changed text in a store, and gives the values of the columns that its RETURNING names, as texts, row by row. */
    ReturnedRows returning(StoreSession session, RewrittenSql rewritten) throws SQLException;

    /** What the application gets when none of the rows is inserted. */
    StatementResult nothing(StoreSession session) throws SQLException;

    /** The application's statement, to which its results lead back. */
    Statement statement();

    /** How the value of an expression is bound: as the application bound it. */
    Cell cell(ValueExpression expression);
}
