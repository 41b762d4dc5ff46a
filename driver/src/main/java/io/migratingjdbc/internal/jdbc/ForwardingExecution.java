package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.launch.Cell;
import io.migratingjdbc.internal.route.PlannedStatement;
import io.migratingjdbc.internal.sql.RewrittenSql;
import io.migratingjdbc.internal.sql.ValueExpression;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** An execution of the same statement with the same values, which differs in what is sent to a store. */
interface ForwardingExecution extends Execution {
    Execution original();

    @Override
    default Execution asked() {
        return original().asked();
    }

    @Override
    default PlannedStatement planned() {
        return original().planned();
    }

    @Override
    default StoreResult on(StoreSession session, RewrittenSql rewritten) throws SQLException {
        return original().on(session, rewritten);
    }

    @Override
    default PreparedStatement bound(StoreSession session, RewrittenSql rewritten, int resultSetType)
            throws SQLException {
        return original().bound(session, rewritten, resultSetType);
    }

    @Override
    default ReturnedRows returning(StoreSession session, RewrittenSql rewritten) throws SQLException {
        return original().returning(session, rewritten);
    }

    @Override
    default StatementResult nothing(StoreSession session) throws SQLException {
        return original().nothing(session);
    }

    @Override
    default Statement statement() {
        return original().statement();
    }

    @Override
    default Cell cell(ValueExpression expression) {
        return original().cell(expression);
    }

    @Override
    default Object parameter(int index) {
        return original().parameter(index);
    }

    @Override
    default boolean isNull(int index) {
        return original().isNull(index);
    }

    @Override
    default boolean isNull(ValueExpression expression) {
        return original().isNull(expression);
    }
}
