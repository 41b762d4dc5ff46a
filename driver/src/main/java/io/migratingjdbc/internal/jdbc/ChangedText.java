package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.launch.Cell;
import io.migratingjdbc.internal.route.PlannedStatement;
import io.migratingjdbc.internal.sql.RewrittenSql;
import io.migratingjdbc.internal.sql.ValueExpression;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** The application's execution with another text, which asks for no more than its own. */
record ChangedText(Execution original, RewrittenSql text) implements Execution {

    @Override
    public StoreResult on(StoreSession session) throws SQLException {
        return original.on(session, text);
    }

    @Override
    public StoreResult on(StoreSession session, RewrittenSql rewritten) throws SQLException {
        return original.on(session, rewritten);
    }

    @Override
    public ReturnedRows returning(StoreSession session, RewrittenSql rewritten) throws SQLException {
        return original.returning(session, rewritten);
    }

    @Override
    public PreparedStatement bound(StoreSession session, RewrittenSql rewritten, int resultSetType)
            throws SQLException {
        return original.bound(session, rewritten, resultSetType);
    }

    @Override
    public PlannedStatement planned() {
        return original.planned();
    }

    @Override
    public StatementResult nothing(StoreSession session) throws SQLException {
        return original.nothing(session);
    }

    @Override
    public Statement statement() {
        return original.statement();
    }

    @Override
    public Cell cell(ValueExpression expression) {
        return original.cell(expression);
    }

    @Override
    public Object parameter(int index) {
        return original.parameter(index);
    }

    @Override
    public boolean isNull(int index) {
        return original.isNull(index);
    }

    @Override
    public boolean isNull(ValueExpression expression) {
        return original.isNull(expression);
    }
}
