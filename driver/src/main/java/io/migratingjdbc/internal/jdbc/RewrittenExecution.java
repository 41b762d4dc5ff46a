package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.launch.Cell;
import io.migratingjdbc.internal.route.PlannedStatement;
import io.migratingjdbc.internal.sql.RewrittenSql;
import io.migratingjdbc.internal.sql.RewrittenSql.Argument;
import io.migratingjdbc.internal.sql.ValueExpression;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Another statement that is carried out in the course of the application's, with its values.
 *
 * @param query whether it is a query of the driver's, of whose rows the application knows nothing
 */
record RewrittenExecution(Execution original, RewrittenSql text, PlannedStatement planned, boolean query)
        implements Execution {

    @Override
    public StoreResult on(StoreSession session) throws SQLException {
        return on(session, RewrittenSql.unchanged(planned.profile()));
    }

    @Override
    public StoreResult on(StoreSession session, RewrittenSql rewritten) throws SQLException {
        if (!query) {
            return original.on(session, composed(rewritten));
        }
        PreparedStatement statement = original.bound(session, composed(rewritten));
        statement.closeOnCompletion();
        return StoreResult.ofRows(statement, statement.executeQuery());
    }

    @Override
    public PreparedStatement bound(StoreSession session, RewrittenSql rewritten, int resultSetType)
            throws SQLException {
        return original.bound(session, composed(rewritten), resultSetType);
    }

    @Override
    public ReturnedRows returning(StoreSession session, RewrittenSql rewritten) throws SQLException {
        return original.returning(session, composed(rewritten));
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
    public Object parameter(int index) {
        Argument argument = text.arguments().get(index - 1);
        return argument instanceof Argument.Original given
                ? original.parameter(given.index())
                : ((Argument.Supplied) argument).value();
    }

    @Override
    public boolean isNull(int index) {
        Argument argument = text.arguments().get(index - 1);
        return argument instanceof Argument.Original given
                ? original.isNull(given.index())
                : ((Argument.Supplied) argument).value() == null;
    }

    @Override
    public Cell cell(ValueExpression expression) {
        if (!(expression instanceof ValueExpression.Parameter parameter)) {
            return original.cell(expression);
        }
        Argument argument = text.arguments().get(parameter.index() - 1);
        return argument instanceof Argument.Original given
                ? original.cell(new ValueExpression.Parameter(given.index()))
                : Cell.constant(((Argument.Supplied) argument).value());
    }

    private RewrittenSql composed(RewrittenSql rewritten) {
        List<Argument> arguments = rewritten.arguments().stream()
                .map(argument -> argument instanceof Argument.Original own
                        ? text.arguments().get(own.index() - 1)
                        : argument)
                .toList();
        return new RewrittenSql(rewritten.sql(), arguments);
    }
}
